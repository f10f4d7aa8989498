"""The files are what the platforms' exporters would have written: valid, unique, consistent in time."""

import fnmatch
import json
import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo import BRAND, folder, labels, paths
from bot.demo.story import AS_OF, AUTHORS, CAMEOS, FILES, GONE_MESSAGE, HALF_YEAR
from storage.models import GIVE_KINDS, TAKE_KINDS

DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
DELETED = {"discord:456226577798135808", "reddit:[deleted]"}
CHATS = [path for path in paths() if path.suffix == ".json"]


def born(snowflake):
    """The moment in a Discord id."""
    return DISCORD_EPOCH + timedelta(milliseconds=int(snowflake) >> 22)


def test_the_files_are_the_ones_the_story_names():
    assert [path.name for path in paths()] == sorted(FILES)


def test_every_file_is_shipped_with_the_package():
    root = Path(__file__).parents[3]
    setup = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["setuptools"]
    patterns = [pattern for found in setup["package-data"].values() for pattern in found]
    assert (folder() / "__init__.py").is_file(), "the folder is a package, else its data stays behind"
    for path in [*paths(), folder().parent / "labels.jsonl"]:
        assert any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns), path.name


@pytest.mark.parametrize("name", FILES)
def test_counts(name, raws):
    mine = [raw for raw in raws if raw.file == name]
    expected = FILES[name]
    assert len(mine) == expected.messages
    assert sum(raw.reply_to is not None for raw in mine) == expected.replies
    referring = sum("reference" in raw.record or "parent_id" in raw.record for raw in mine)
    assert referring == expected.references
    assert len({raw.author for raw in mine} - DELETED) == expected.authors
    assert sum(raw.system for raw in mine) == expected.system


def test_authors_over_all_files(raws):
    assert len({raw.author for raw in raws} - DELETED) == AUTHORS


def test_ids_are_unique(raws):
    assert max(Counter(raw.id for raw in raws).values()) == 1


def test_all_messages_lie_in_the_half_year(raws):
    assert all(raw.time in HALF_YEAR for raw in raws)
    assert AS_OF - max(raw.time for raw in raws) < timedelta(days=1)


@pytest.mark.parametrize("path", CHATS, ids=lambda path: path.stem)
def test_chat_export_is_whole_and_in_order(path):
    export = json.loads(path.read_text(encoding="utf-8"))
    ids = [int(message["id"]) for message in export["messages"]]
    assert export["messageCount"] == len(ids)
    assert ids == sorted(ids)


@pytest.mark.parametrize("path", CHATS, ids=lambda path: path.stem)
def test_snowflakes_hold_the_time_they_claim(path):
    export = json.loads(path.read_text(encoding="utf-8"))
    for message in export["messages"]:
        sent = datetime.fromisoformat(message["timestamp"])
        assert born(message["id"]) == sent
        assert born(message["author"]["id"]) < sent
        edited = message["timestampEdited"]
        assert edited is None or datetime.fromisoformat(edited) > sent
        assert all(born(attachment["id"]) <= sent for attachment in message["attachments"])
    assert born(export["guild"]["id"]) < born(export["channel"]["id"])


def test_reddit_ids_grow_with_time(raws):
    for name in ("MudAndMicros_comments.ndjson", "MudAndMicros_submissions.ndjson"):
        mine = sorted((raw for raw in raws if raw.file == name), key=lambda raw: raw.time)
        numbers = [int(raw.record["id"], 36) for raw in mine]
        assert numbers == sorted(numbers)


def test_one_account_has_one_face(raws):
    """Name, nickname and roles agree wherever a Discord account shows up."""
    faces = {}
    for raw in raws:
        if raw.id.startswith("discord:"):
            for person in (raw.record["author"], *raw.record["mentions"]):
                assert faces.setdefault(person["id"], person) == person


def test_replies_answer_something_earlier(raws, by_id):
    dangling = {raw.reply_to for raw in raws if raw.reply_to} - set(by_id)
    assert dangling == {GONE_MESSAGE}
    for raw in raws:
        target = by_id.get(raw.reply_to)
        if target:
            assert target.time < raw.time
            assert raw.id.startswith("reddit:") or target.file == raw.file


def test_comments_hang_in_their_own_thread(by_id, raws):
    for raw in raws:
        if raw.file.endswith("comments.ndjson"):
            root = raw
            while root.reply_to:
                root = by_id[root.reply_to]
            assert root.id == "reddit:" + raw.record["link_id"]
            assert raw.record["is_submitter"] == (raw.author == root.author)


def test_the_thread_hangs_on_a_message_of_the_shed(by_id):
    thread = json.loads((folder() / "heron-naps-at-night.json").read_text(encoding="utf-8"))
    opener = by_id["discord:" + thread["channel"]["id"]]
    assert opener.id == CAMEOS["thread opener"]
    assert opener.file == "potting-shed.json"
    assert thread["messages"][0]["reference"]["messageId"] == thread["channel"]["id"]


def test_reactions_name_as_many_users_as_they_count(raws):
    reactions = [one for raw in raws for one in raw.record.get("reactions", [])]
    assert len(reactions) > 50
    assert all(one["count"] == len({user["id"] for user in one["users"]}) for one in reactions)


def test_staff_role_and_staff_accounts_agree(raws):
    holders = {
        raw.author
        for raw in raws
        if raw.id.startswith("discord:")
        and {"discord:" + role["id"] for role in raw.record["author"]["roles"]} & set(BRAND.roles)
    }
    assert holders == set(BRAND.accounts[:2])


def test_every_brand_message_is_labelled_and_nothing_else(raws):
    brand = {raw.id for raw in raws if raw.author in BRAND.accounts and not raw.system}
    assert set(labels()) == brand


def test_labels_are_of_known_kinds_in_order_of_time(by_id):
    found = list(labels().values())
    assert all(one.kind in (GIVE_KINDS if one.label == "give" else TAKE_KINDS) for one in found)
    times = [by_id[one.id].time for one in found]
    assert times == sorted(times)
