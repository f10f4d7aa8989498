"""A made-up town in files of three formats: answers, threads, turns, edits, removals, roles, bots and broken lines.

Some messages come twice, in two files and in two versions.
"""

import json
import random
from datetime import UTC, datetime, timedelta

BRAND = {"accounts": ["discord:1", "reddit:acme"], "roles": ["discord:77"], "excluded": ["discord:5"]}
_START = datetime(2025, 3, 3, 9, tzinfo=UTC)
_WORDS = [
    "hello all",
    "buy our thing at https://acme.io today!",
    "how does this work?",
    "thanks, that helped",
    "see u/acme",
]


def build(folder, seed=1):
    """Write the files; returns their paths as words of a command."""
    rng = random.Random(seed)
    guild = [_discord(rng, number) for number in range(120)]
    board = [_post(rng, number) for number in range(120)]
    folder.mkdir(parents=True, exist_ok=True)
    _chat(folder / "b-first.json", guild[:80])
    _chat(folder / "a-again.json", [_edited(rng, each) for each in guild[60:]], name="renamed")
    lines = [json.dumps(each) for each in board]
    lines[7:7] = ["{broken", '{"id": "x1", "body": "no time", "subreddit": "town", "author": "ann"}']
    (folder / "posts.ndjson").write_text("\n".join(lines))
    again = [_gone(each) if rng.random() < 0.3 else each for each in board[100:]]
    (folder / "posts-2.ndjson").write_text("\n".join(map(json.dumps, again)))
    rows = [f"{_START + timedelta(hours=n)},{rng.choice('abc')},message {n},t{n % 3}" for n in range(30)]
    (folder / "table.csv").write_text("\n".join(["time,author,text,thread", *rows]))
    return [str(folder)]


def _discord(rng, number):
    author = rng.randrange(1, 8)
    user = {"id": str(author), "name": f"user{author}", "isBot": author == 6, "roles": []}
    if author == 2 and number > 20:
        user["roles"] = [{"id": "77"}]
    fields = {}
    if number and rng.random() < 0.3:
        fields = {"type": "Reply", "reference": {"messageId": str(1000 + rng.randrange(number))}}
    if rng.random() < 0.2:
        fields["mentions"] = [{"id": str(rng.randrange(1, 8)), "name": "m"}]
    if rng.random() < 0.2:
        fields["reactions"] = [{"emoji": {"name": "+1"}, "count": 1, "users": [{"id": str(rng.randrange(1, 8))}]}]
    if rng.random() < 0.05:
        fields["type"] = "ChannelPinnedMessage"
    moment = _START + timedelta(minutes=number * rng.choice([1, 2]), seconds=rng.randrange(60))
    return {
        "id": str(1000 + number), "type": "Default", "timestamp": moment.isoformat(), "content": rng.choice(_WORDS),
        "author": user, **fields,
    }  # fmt: skip


def _edited(rng, message):
    if rng.random() < 0.5:
        return message
    later = datetime.fromisoformat(message["timestamp"]) + timedelta(hours=1)
    return {**message, "content": rng.choice(_WORDS), "timestampEdited": later.isoformat()}


def _chat(path, messages, name="general"):
    place = {"guild": {"id": "9", "name": "Guild"}, "channel": {"id": "90", "type": "GuildTextChat", "name": name}}
    path.write_text(json.dumps({**place, "messages": messages, "messageCount": len(messages)}))


def _post(rng, number):
    author = rng.choice(["ann", "ben", "acme", "cleo", "AutoModerator"])
    parent = f"t1_c{rng.randrange(number)}" if number and rng.random() < 0.6 else "t3_s"
    return {
        "id": f"c{number}", "link_id": "t3_s", "parent_id": parent, "subreddit": "Town", "author": author,
        "body": rng.choice(_WORDS), "created_utc": int(_START.timestamp()) + number * 977,
        "permalink": f"/r/Town/{number}",
    }  # fmt: skip


def _gone(post):
    return {**post, "body": "[removed]", "author": "[deleted]"}
