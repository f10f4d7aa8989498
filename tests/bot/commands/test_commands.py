"""The command line as people and scripts use it: results on stdout, one line of error, an exit code."""

import csv
import io
import json
import os
import random
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.demo import folder, story

MAREN = "discord:810007070517628993"
SAMPLE = str(folder())


@pytest.fixture
def imported(givetake, tmp_path):
    """A lasting database that holds the sample community."""
    code, out, _ = givetake("import", SAMPLE, "--db", tmp_path / "s.db")
    assert (code, out.splitlines()[0]) == (0, "334 records read: 334 new messages, 0 changed.")
    return str(tmp_path / "s.db")


def test_demo_says_first_whether_the_brand_gives_or_takes(givetake):
    code, out, _ = givetake("demo")
    assert code == 0
    assert out.splitlines()[0].startswith("Puddlewick")
    assert out.splitlines()[2].startswith("Puddlewick ")
    assert max(map(len, out.splitlines())) <= 80


def test_demo_as_json_holds_the_documented_keys(givetake):
    code, out, _ = givetake("demo", "--format", "json")
    report = json.loads(out)
    assert code == 0
    assert report["schema"] == "givetake/report@1"
    assert report["source"].keys() >= {"messages", "authors", "replies", "quarantined"}
    assert report["balance"].keys() >= {"gives", "takes", "unsure", "take_share", "interval", "by"}
    assert report["balance"]["by"].keys() >= {"community", "channel", "account", "kind", "week"}
    assert report["cohorts"].keys() >= {"Growing", "Strong", "Weakening", "Failed"}
    keys = {"member", "accounts", "state", "p_30d", "norm", "last_contact", "trip_wire", "gave", "took", "received"}
    assert all(each.keys() >= keys | {"because"} for each in report["relationships"])


def test_demo_finds_the_people_of_its_story(givetake):
    report = json.loads(givetake("demo", "--format", "json")[1])
    people = {each["name"]: each for each in report["relationships"]}
    assert people["Imre"]["state"] == "Strong"  # who comes ever more often
    assert (people["Mateo"]["state"], people["Mateo"]["gone"]) == ("Failed", "here")
    assert people["Aroha"]["p_30d"] < 0.2  # silent with the brand alone
    assert people["Ngozi"]["p_30d"] < people["Ngozi"]["norm"]  # who fades
    assert report["source"]["messages"] == 334


def test_audit_equals_import_and_report(givetake, imported):
    whole = givetake("audit", SAMPLE, "--account", MAREN, "--format", "json")
    parts = givetake("report", "--db", imported, "--account", MAREN, "--format", "json")
    assert whole[0] == parts[0] == 0
    assert json.loads(whole[1]) == json.loads(parts[1])


def test_audit_reads_standard_input(givetake, tmp_path):
    path = next(folder().glob("*_comments.ndjson"))
    command = [sys.executable, "-m", "bot", "audit", "-", "--account", "reddit:puddlewick_hq", "--format", "json"]
    done = subprocess.run(command, input=path.read_bytes(), capture_output=True, check=True)
    assert json.loads(done.stdout)["source"]["messages"] == 33


def test_importing_again_changes_nothing(givetake, imported):
    before = givetake("report", "--db", imported, "--account", MAREN, "--format", "json")
    code, out, _ = givetake("import", SAMPLE, "--db", imported)
    assert (code, out.splitlines()[0]) == (0, "0 records read: 0 new messages, 0 changed.")
    assert givetake("report", "--db", imported, "--account", MAREN, "--format", "json") == before


def test_problems_are_listed_with_file_and_record(givetake, tmp_path):
    path = tmp_path / "room.csv"
    path.write_text("id,time,author,text\n1,2025-01-01,ann,hello\n2,never,ben,what\n")
    code, out, error = givetake("import", path, "--db", tmp_path / "p.db", "--problems", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert "1 record;" in error
    assert (rows[0]["source"], rows[0]["position"]) == (str(path), "2")
    assert "time" in rows[0]["reason"]


def test_members_help_to_find_the_account(givetake, imported):
    code, out, _ = givetake("members", "tobi", "--db", imported)
    assert code == 0
    assert "discord:909390526812393568" in out
    assert "Ngozi" not in out
    assert givetake("members", "nobody", "--db", imported)[1] == "No name or id contains 'nobody'.\n"


def test_relationships_can_be_narrowed_to_a_state(givetake, imported):
    code, out, _ = givetake(
        "relationships", "--db", imported, "--account", MAREN, "--state", "weakening", "--format", "json"
    )
    assert code == 0
    assert {row["state"] for row in json.loads(out)} == {"Weakening"}
    assert givetake("relationships", "--db", imported, "--account", MAREN, "--state", "lost")[0] == 2


def test_the_relationship_map_is_drawn(givetake, imported, tmp_path):
    given = ("relationships", "--db", imported, "--account", MAREN, "--picture")
    assert givetake(*given, tmp_path / "map.png")[0] == 0
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    assert givetake(*given, tmp_path / "no" / "map.png")[0] == 4


def test_explain_lists_lines_and_traces_one(givetake):
    code, out, _ = givetake("demo", "--explain", "list")
    assert code == 0
    assert "hollow" in out
    code, out, _ = givetake("demo", "--explain", "balance", "--format", "json")
    explained = json.loads(out)
    report = json.loads(givetake("demo", "--format", "json")[1])
    labels = [message["label"] for message in explained["messages"]]
    assert labels.count("take") == report["balance"]["takes"]
    assert labels.count("give") == report["balance"]["gives"]
    code, _, error = givetake("demo", "--explain", "balanse")
    assert code == 2
    assert "balance" in error


def test_days_narrow_the_report(givetake):
    month = json.loads(givetake("demo", "--days", "30", "--format", "json")[1])
    year = json.loads(givetake("demo", "--format", "json")[1])
    assert month["balance"]["gives"] < year["balance"]["gives"]
    assert month["source"] == year["source"]


def test_as_of_hides_what_came_later(givetake, imported):
    report = json.loads(
        givetake("report", "--db", imported, "--account", MAREN, "--as-of", "2025-03-01", "--format", "json")[1]
    )
    assert report["as_of"] == "2025-03-01T00:00:00Z"
    assert max(each["last_contact"] or "" for each in report["relationships"]) < "2025-03-01"
    assert report["source"]["messages"] < 334


def test_check_knows_a_take_and_shows_the_balance(givetake, imported):
    draft = "We just launched Wick 2! Buy one at https://puddlewick.example/shop and use code SPRING"
    code, out, _ = givetake(
        "check", draft, "--db", imported, "--account", MAREN, "--domain", "puddlewick.example",
        "--community", "r/MudAndMicros", "--format", "json",
    )  # fmt: skip
    found = json.loads(out)
    assert code == 0
    assert found["label"]["label"] == "take"
    assert found["after"]["takes"] == found["before"]["takes"] + 1


def test_check_names_the_weakening_people_and_the_credit(givetake, imported):
    draft = "Wick 2 is out! Grab yours at https://puddlewick.example/shop"
    given = ("--db", imported, "--account", MAREN, "--domain", "puddlewick.example", "--format", "json")
    found = json.loads(givetake("check", draft, *given, "--community", "Puddlewick Garden Shed")[1])
    weak = json.loads(
        givetake("relationships", "--db", imported, "--account", MAREN, "--state", "Weakening", "--format", "json")[1]
    )
    assert set(found["at_risk"]) <= {each["name"] for each in weak}
    assert found["at_risk"]
    assert found["short"] > 0
    assert json.loads(givetake("check", "It wants a dry socket.", *given)[1])["at_risk"] == []


def test_forecast_and_backtest_read_event_files(givetake, tmp_path):
    rng, rows = random.Random(3), []
    for day in range(400):
        for person in range(12):
            if rng.random() < 0.3 / (1 + person):
                rows.append((day * 86400 + person, f"p{person}", "brand"))
        rows.append((day * 86400 + 99, "brand", f"p{day % 12}"))
    path, brands = tmp_path / "e.csv", tmp_path / "b.json"
    path.write_text("time,sender,recipient\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows))
    brands.write_text('{"brand": ["brand"]}')
    code, out, _ = givetake("forecast", path, "--brand", "brand", "--at", "30000000")
    found = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert {row["member"] for row in found} <= {f"p{n}" for n in range(12)}
    assert all(0 < float(row["p_30d"]) < 1 for row in found)
    code, out, _ = givetake("backtest", path, "--brands", brands, "--format", "json")
    models = {each["model"]: each for each in json.loads(out)["models"]}
    assert code == 0
    assert len(models) == 11
    assert all(
        each["log_loss"]["low"] <= each["log_loss"]["value"] <= each["log_loss"]["high"] for each in models.values()
    )
    assert givetake("backtest", path)[0] == 2
    assert givetake("forecast", path, "--brand", "nobody")[0] == 11
    assert givetake("forecast", path, "--brand", "brand", "--at", "soon")[0] == 2


def test_backtest_draws_its_reliability(givetake, imported, tmp_path):
    pytest.importorskip("vl_convert")
    code, _, error = givetake("backtest", "--db", imported, "--account", MAREN, "--picture", tmp_path / "r.png")
    assert (code, error) == (0, "")
    assert (tmp_path / "r.png").read_bytes().startswith(b"\x89PNG")


def test_check_works_before_any_import(givetake, tmp_path):
    code, out, _ = givetake(
        "check", "Press and hold the button for five seconds, then it pairs.", "--db", tmp_path / "n.db"
    )
    assert code == 0
    assert "give" in out


def test_label_keeps_ids_and_passes_over_broken_lines(givetake, tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text(
        '{"id": "a", "text": "Thanks, that helped!"}\nnonsense\n\n{"id": 7, "text": "Follow my channel https://x.example"}\n'
    )
    done = subprocess.run([sys.executable, "-m", "bot", "label", str(path)], capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["a", 7]
    assert rows[0]["label"] == "give"
    assert all(row.keys() >= {"id", "label", "p_take", "kind", "own", "ask", "reasons"} for row in rows)
    assert "line 2" in done.stderr


WRONG = {
    "no account": (["audit", SAMPLE], 3, "--account"),
    "an odd account": (["audit", SAMPLE, "--account", "maren"], 3, "discord:1234"),
    "an unknown account": (["audit", SAMPLE, "--account", "discord:1"], 11, "givetake members"),
    "no file": (["audit", "nowhere.json", "--account", MAREN], 4, "no such file"),
    "an odd file": (["audit", __file__, "--account", MAREN], 4, "DiscordChatExporter"),
    "an empty database": (["report", "--account", MAREN], 11, "givetake import"),
    "no such folder": (["report", "--db", "no/such/x.db", "--account", MAREN], 7, "folder"),
    "an odd column": (["audit", SAMPLE, "--account", MAREN, "--column", "time"], 2, "time=created_at"),
    "nothing to import": (["import"], 2, "--problems"),
    "an unknown community": (["check", "hi", "--community", "moon"], 2, "moon"),
    "an empty draft": (["check", " "], 2, "empty"),
    "a config that is not there": (["report", "--config", "no.toml"], 3, "no.toml"),
    "too early a moment": (["audit", SAMPLE, "--account", MAREN, "--as-of", "2001-01-01"], 11, "--as-of"),
    "no days at all": (["demo", "--days", "0"], 2, "--days"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "exit_code", "remedy"), WRONG.values(), ids=WRONG.keys())
def test_wrong_input_is_one_line_with_a_remedy(givetake, arguments, exit_code, remedy):
    code, out, error = givetake(*arguments)
    assert code == exit_code
    assert out == ""
    assert remedy in error
    assert error.count("\n") == 1
    assert "Traceback" not in error


def test_a_report_goes_to_a_file(givetake, tmp_path):
    code, out, _ = givetake("demo", "--format", "markdown", "--out", tmp_path / "r.md")
    assert (code, out) == (0, "")
    assert (tmp_path / "r.md").read_text().startswith("# Puddlewick")
    assert givetake("demo", "--out", tmp_path / "no" / "r.txt")[0] == 4


def test_help_stays_light(tmp_path):
    heavy = ["spacy", "discord", "praw", "numpy", "pydantic", "sqlite3", "psycopg", "altair", "asyncio", "bot.app"]
    code = f"import sys\nfrom bot import cli\nprint([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_closed_pipe_is_no_error():
    command = f"{sys.executable} -m bot demo | head -1"
    done = subprocess.run(
        command, shell=True, check=False, capture_output=True, text=True, env={**os.environ, "COLUMNS": "80"}
    )
    assert "Traceback" not in done.stderr


def test_the_sample_ends_when_its_story_ends(givetake):
    as_of = datetime.fromisoformat(json.loads(givetake("demo", "--format", "json")[1])["as_of"])
    assert story.AS_OF - timedelta(days=1) < as_of <= story.AS_OF


def test_the_list_of_commands_says_what_each_says_of_itself():
    import typer.main

    from bot.cli import app

    group = typer.main.get_command(app)
    for name, entry in group.entries.items():
        assert (group.commands[name].name, group.commands[name].help) == (name, entry.help)


def test_help_names_every_command_and_option(givetake):
    code, told, _ = givetake("--help")
    assert code == 0
    for name in ("audit", "backfill", "digest", "--help", "--install-completion"):
        assert name in told
    assert givetake("nonsense")[0] == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", [["--help"], ["label", "one.jsonl"], ["label", "one.jsonl", "--out", "/dev/full"]])
def test_an_output_without_room_is_one_line_and_its_code(tmp_path, command):
    (tmp_path / "one.jsonl").write_text('{"id": "1", "text": "hello"}\n')
    with Path("/dev/full").open("wb") as full:
        given = [sys.executable, "-m", "bot", *command]
        run = subprocess.run(given, check=False, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE)
    assert (run.returncode, run.stderr.count(b"\n")) == (8, 1)
    assert b"Make room" in run.stderr


def test_labels_for_a_folder_that_is_not_there_are_refused_in_one_line(givetake, tmp_path):
    (tmp_path / "one.jsonl").write_text('{"id": "1", "text": "hello"}\n')
    code, _, errors = givetake("label", "one.jsonl", "--out", "none/x")
    assert (code, errors) == (4, "givetake: none/x cannot be written: No such file or directory. "
                                 "Name another file with --out.\n")  # fmt: skip


def test_label_reads_lines_that_begin_with_a_byte_order_mark(givetake, tmp_path):
    (tmp_path / "one.jsonl").write_bytes(b'\xef\xbb\xbf{"id": "1", "text": "hello"}\n')
    assert givetake("label", "one.jsonl", "--out", "x.jsonl")[2] == ""
    assert json.loads((tmp_path / "x.jsonl").read_text())["id"] == "1"


def test_another_kind_of_database_is_refused_without_its_password(givetake):
    code, _, errors = givetake("members", "--db", "mysql://ann:secret@host/x")
    assert (code, "postgresql://user@host/database" in errors, "secret" in errors) == (2, True, False)


def test_members_that_nobody_is_like_are_told_from_an_empty_database(givetake, imported):
    assert "'nobody-like-this'" in givetake("members", "--db", imported, "nobody-like-this")[1]


def test_a_draft_before_any_import_names_no_days(givetake):
    out = givetake("check", "hello")[1]
    assert "nothing read yet" in out and "1970" not in out
