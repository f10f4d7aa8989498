"""The queue and the digests on the terminal offer the same as in Discord."""

import asyncio
import json
import threading

import pytest

from bot.demo import folder
from tests.fakes.discord import LoopbackDiscord

POSTS = [
    {"id": "1", "author": "acme", "text": "here is how you fix it", "time": "2025-03-03T09:00:00Z"},
    {"id": "2", "author": "ben", "text": "Check out my new shop https://ben.example/shop, use code BEN20 for 20 % off!",
     "time": "2025-03-03T09:05:00Z"},
    {"id": "3", "author": "cleo", "text": "thanks a lot", "reply_to": "1", "time": "2025-03-03T09:06:00Z"},
]  # fmt: skip


@pytest.fixture
def desk(givetake, tmp_path):
    """A folder with a database and a configuration, and a post that is flagged."""
    (tmp_path / "config.toml").write_text('[brand]\nname = "Acme"\naccounts = ["file:acme"]\n')
    (tmp_path / "talk.jsonl").write_text("\n".join(map(json.dumps, POSTS)))
    code, _, errors = givetake("import", "talk.jsonl")
    assert code == 0, errors
    code, out, errors = givetake("queue", "look", "--days", "30")
    assert (code, "1 flagged" in out) == (0, True), errors
    return givetake


def test_listed_shown_decided_and_undone(desk):
    code, out, _ = desk("queue", "list", "--format", "json")
    (row,) = json.loads(out)
    assert (code, row["review"], row["author"]) == (0, 1, "ben")
    code, out, _ = desk("queue", "show", "1")
    assert code == 0
    assert "BEN20" in out
    assert "Their balance here" in out
    code, out, _ = desk("queue", "override", "1", "--as", "Mara")
    assert (code, "Kept as a give by Mara" in out) == (0, True)
    code, out, _ = desk("queue", "agree", "1", "--as", "Niko")
    assert (code, "Mara was first" in out) == (1, True)
    assert "Nothing waits" in desk("queue", "list")[1]
    assert "ben" in desk("queue", "list", "--all")[1]
    code, out, _ = desk("queue", "undo", "1", "--as", "Niko")
    assert (code, "Undone by Niko" in out) == (0, True)
    assert "Snoozed" in desk("queue", "snooze", "1", "--as", "Niko")[1]
    assert desk("queue", "show", "1")[1].count("Niko") >= 3


def test_mistakes_are_one_line(desk):
    for arguments in (("queue", "agree", "7"), ("queue", "agree", "1", "--as", "\x07"), ("digest", "remove", "3"),
                      ("digest", "schedule", "mondays", "--to", "discord:5"),
                      ("digest", "schedule", "0 9 * * 1", "--to", "somewhere")):  # fmt: skip
        code, _, errors = desk(*arguments)
        assert code == 2
        assert errors.startswith("givetake: ")
        assert errors.count("\n") == 1


def test_a_digest_is_previewed_ordered_listed_and_removed(desk, tmp_path):
    code, out, errors = desk("digest", "preview", "--as-of", "2025-03-05", "--picture", "chart.png")
    assert code == 0, errors
    assert "# Acme: 26 Feb 2025 to 4 Mar 2025" in out
    assert "## Review queue" in out
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    assert "Nothing was said by or to Acme" in desk("digest", "preview", "--as-of", "2025-06-05")[1]
    code, out, _ = desk("digest", "schedule", "0 9 * * 1", "--to", "discord:5", "--zone", "Europe/Berlin")
    assert (code, "Digest 1 goes to discord:5" in out) == (0, True)
    (row,) = json.loads(desk("digest", "list", "--format", "json")[1])
    assert (row["cron"], row["zone"], row["to"]) == ("0 9 * * 1", "Europe/Berlin", "discord:5")
    assert desk("digest", "remove", "1")[0] == 0
    assert "No digest" in desk("digest", "list")[1]


@pytest.fixture
def discord_server(monkeypatch):
    """A loopback Discord on a thread of its own, since the command runs its own event loop."""
    server, loop = LoopbackDiscord(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.start(), loop).result(10)
    for name, value in server.settings().items():
        monkeypatch.setenv(name, value)
    yield server
    asyncio.run_coroutine_threadsafe(server.stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
    assert server.complaints == []


def test_a_digest_is_sent_without_a_running_bot(desk, discord_server):
    channel = discord_server.text(discord_server.add_guild())
    code, _out, errors = desk("digest", "now", "--to", f"discord:{channel.id}")
    assert (code, errors) == (0, "")
    assert len(discord_server.said(channel)) == 1
    desk("digest", "schedule", "* * * * *".replace("* *", "0 *", 1), "--to", f"discord:{channel.id}")
    assert "Nothing is due" in desk("digest", "run")[1]
    code, _, errors = desk("digest", "now", "--to", "discord:1")
    assert (code, "gone" in errors) == (21, True)


def test_a_digest_goes_into_a_folder_without_any_bot(givetake, tmp_path):
    db = tmp_path / "d.db"
    givetake("import", str(folder()), "--db", db)
    (tmp_path / "config.toml").write_text('[brand]\nname = "P"\naccounts = ["discord:810007070517628993"]\n')
    code, out, error = givetake("digest", "now", "--to", f"file:{tmp_path}/out", "--db", db)
    assert (code, error) == (0, "")
    assert out.startswith("Sent as message")
    (made,) = (tmp_path / "out").iterdir()
    assert {path.name for path in made.iterdir()} >= {"digest.html", "digest.txt"}
    code, _, error = givetake("digest", "now", "--to", "mailto:ann@acme.example", "--db", db)
    assert code != 0
    assert "mail.host" in error
    assert givetake("digest", "now", "--to", "pigeon:7", "--db", db)[0] == 2
