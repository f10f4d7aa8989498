"""The sample community read the plain way, with nothing of the product in between."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from bot.demo import BRAND, paths


@dataclass(frozen=True)
class Raw:
    """One record, reduced to what the story needs."""

    id: str
    file: str
    author: str
    time: datetime
    text: str
    reply_to: str | None = None
    mentions: tuple[str, ...] = ()
    system: bool = False
    record: dict = field(default_factory=dict, compare=False, repr=False)


def _discord(file, record):
    reference = record.get("reference") or {}
    return Raw(
        id="discord:" + record["id"],
        file=file,
        author="discord:" + record["author"]["id"],
        time=datetime.fromisoformat(record["timestamp"]),
        text=record["content"],
        reply_to="discord:" + reference["messageId"] if record["type"] == "Reply" else None,
        mentions=tuple("discord:" + one["id"] for one in record["mentions"]),
        system=record["type"] not in {"Default", "Reply"},
        record=record,
    )


def _reddit(file, record):
    return Raw(
        id="reddit:" + record["name"],
        file=file,
        author="reddit:" + record["author"],
        time=datetime.fromtimestamp(record["created_utc"], UTC),
        text="\n\n".join(record[key] for key in ("title", "selftext", "body") if record.get(key)),
        reply_to="reddit:" + record["parent_id"] if "parent_id" in record else None,
        record=record,
    )


@pytest.fixture(scope="session")
def raws():
    found = []
    for path in paths():
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            found += [_discord(path.name, record) for record in json.loads(text)["messages"]]
        else:
            found += [_reddit(path.name, json.loads(line)) for line in text.splitlines()]
    return found


@pytest.fixture(scope="session")
def by_id(raws):
    return {raw.id: raw for raw in raws}


@pytest.fixture(scope="session")
def replies(raws):
    """Direct answers by the id of what they answer."""
    found = defaultdict(list)
    for raw in raws:
        if raw.reply_to:
            found[raw.reply_to].append(raw)
    return found


@pytest.fixture(scope="session")
def contacts(raws, by_id):
    """Members' messages that answer the brand or mention it."""

    def to_brand(raw):
        target = by_id.get(raw.reply_to)
        return bool({*raw.mentions, *([target.author] if target else [])} & set(BRAND.accounts))

    return [raw for raw in raws if not raw.system and raw.author not in BRAND.accounts and to_brand(raw)]
