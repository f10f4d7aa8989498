"""The commands about people, policies, upkeep and Reddit, as a person types them."""

import json

import pytest

from tests.fakes.reddit import FakeReddit, World

PLACE = {"subreddit": "soil", "link_id": "t3_p"}
SAID = [
    ("acme", "hello"),
    ("quillfeather", "how much?"),
    ("acme", "buy"),
    ("quill_two", "I am u/quillfeather too"),
]
NDJSON = "\n".join(
    json.dumps({"id": f"c{n}", "author": who, "body": text, "created_utc": 1_740_000_000 + n * 90_000} | PLACE | parent)
    for n, (who, text) in enumerate(SAID)
    for parent in ({"parent_id": f"t1_c{n - 1}"},)
)
BRAND = '[brand]\nname = "Acme"\naccounts = ["reddit:acme"]\n'


@pytest.fixture
def givetake(givetake, tmp_path):
    (tmp_path / "soil.ndjson").write_text(NDJSON)
    (tmp_path / "config.toml").write_text(BRAND)
    assert givetake("import", "soil.ndjson")[0] == 0
    return givetake


def test_link_show_and_unlink(givetake):
    assert "one" not in givetake("member", "list")[1]
    code, out, _ = givetake("member", "link", "quillfeather", "reddit:quill_two")
    assert (code, "reddit:quill_two, reddit:quillfeather" in out) == (0, True)
    assert "said by the operator" in givetake("member", "list")[1]
    members = json.loads(givetake("report", "--format", "json")[1])["relationships"]
    assert [each["accounts"] for each in members] == [["reddit:quill_two", "reddit:quillfeather"]]
    shown = givetake("member", "show", "quillfeather")[1]
    assert "all" in shown and "reddit" in shown
    assert givetake("member", "unlink", "quillfeather")[0] == 0
    assert len(json.loads(givetake("report", "--format", "json")[1])["relationships"]) == 2


def test_forget_export_and_crm(givetake, tmp_path):
    (tmp_path / "crm.csv").write_text("account,crm\nreddit:quillfeather,A-1\n")
    assert givetake("member", "crm", "crm.csv")[1] == "1 ids were read.\n"
    assert "reddit:quillfeather,reddit:quillfeather,quillfeather,A-1" in givetake("member", "crm")[1]
    held = json.loads(givetake("member", "export", "quillfeather")[1])
    assert held["schema"] == "givetake/person@1" and held["held"]["message"][0]["text"] == "how much?"
    assert givetake("backup", "copy.db")[0] == 0
    code, out, _ = givetake("member", "forget", "quillfeather", "--yes")
    assert (code, "1 messages" in out, "Backups rewritten: 1" in out) == (0, True, True)
    assert not any(b"quillfeather" in p.read_bytes() for p in tmp_path.glob("*.db*"))
    givetake("import", "soil.ndjson")
    assert "quillfeather" not in givetake("members")[1]


def test_forgetting_asks_first(givetake, monkeypatch):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert givetake("member", "forget", "quillfeather")[0] == 1
    assert "quillfeather" in givetake("members")[1]


def test_policies_from_proposal_to_report(givetake, tmp_path):
    (tmp_path / "rules.txt").write_text("Self-promotion\nAt most 20% of your posts.\n\nBe kind\nPlease.")
    proposed = givetake("policy", "read", "r/soil", "--rules", "rules.txt")[1]
    assert "20 %" in proposed and "At most 20%" in proposed
    assert "10 %" in givetake("policy", "show")[1]
    assert givetake("policy", "confirm", "r/soil")[0] == 0
    shown = givetake("policy", "show")[1]
    assert "20 %" in shown and "poli" in shown  # the table gives way to the width of the terminal
    assert givetake("policy", "set", "r/soil", "--preset", "lenient")[0] == 2
    assert givetake("policy", "drop", "r/soil")[0] == 0


def test_retain_says_what_it_did(givetake):
    assert givetake("retain", "--days", "1")[1].startswith("4 texts were cleared")


def test_backfill_reads_reddit_at_the_address_of_the_environment(givetake, tmp_path, monkeypatch):
    world = World()
    world.comment(world.post("soil", "ben", "How?"), "acme", "So")
    (tmp_path / "config.toml").write_text(BRAND + '[reddit]\nuser_agent = "test"\nsubreddits = ["soil"]\n')
    with FakeReddit(world) as fake:
        for name, value in {"URL": fake.url, "CLIENT_ID": "id", "CLIENT_SECRET": "s"}.items():
            monkeypatch.setenv(f"GIVETAKE_REDDIT_{name}", value)
        code, out, errors = givetake("backfill", "reddit")
        assert (code, out) == (0, "2 new messages, 0 changed.\n"), errors
        assert "load a dump" in errors
        world.closed["r/soil"] = (403, {"reason": "private"})
        code, out, _ = givetake("backfill", "reddit")
        assert (code, "r/soil is private" in out) == (0, True)


def test_backfill_without_an_app_or_an_aim_is_one_line(givetake, tmp_path):
    assert "GIVETAKE_REDDIT_CLIENT_ID" in givetake("backfill", "reddit")[2]
    (tmp_path / "config.toml").write_text("")
    code, _, errors = givetake("backfill", "reddit")
    assert (code, errors.count("\n"), "nothing to read" in errors) == (2, 1, True)
