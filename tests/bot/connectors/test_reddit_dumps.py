import gzip
import json
from datetime import UTC, datetime

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.connectors.exports.gathering import Gathering, take
from bot.connectors.exports.reddit_dumps import Post, RedditDump, plain_comment

BASE = {
    "id": "c1",
    "link_id": "t3_s1",
    "parent_id": "t3_s1",
    "subreddit": "Kites",
    "author": "ann",
    "body": "hi",
    "created_utc": 1714550400,
}


def comment(**changes):
    return {key: value for key, value in (BASE | changes).items() if value is not ...}


def post(**changes):
    base = {
        "id": "s1",
        "subreddit": "Kites",
        "author": "ann",
        "title": "Lines",
        "selftext": "which?",
        "created_utc": 1714550400,
        "is_self": True,
    }
    return {key: value for key, value in (base | changes).items() if value is not ...}


def dump(*records):
    return "\n".join(record if isinstance(record, str) else json.dumps(record) for record in records)


def test_a_submission_opens_its_thread_with_title_and_text(read, exports):
    seen = read(exports / "reddit_mixed.ndjson")
    message = seen.by_id["t3_s1"]
    assert message.text == "Which line?\n\nFor a storm."
    assert (message.id, message.thread, message.reply_to) == ("reddit:t3_s1", "reddit:t3_s1", None)
    assert message.url == "https://www.reddit.com/r/KiteMakers/comments/s1/which_line/"
    assert message.edited == datetime(2024, 5, 1, 8, 1, 40, tzinfo=UTC)


def test_a_subreddit_is_community_and_board(read, exports):
    seen = read(exports / "reddit_mixed.ndjson")
    [community], [channel] = seen.communities, seen.channels
    assert (community.id, community.name) == ("reddit:r/kitemakers", "r/KiteMakers")
    assert (channel.id, channel.community, channel.kind) == ("reddit:r/kitemakers", "reddit:r/kitemakers", "board")


def test_a_comment_answers_its_parent_in_its_link(read, exports):
    message = read(exports / "reddit_mixed.ndjson").by_id["t1_c1"]
    assert (message.reply_to, message.thread, message.edited) == ("reddit:t3_s1", "reddit:t3_s1", None)
    assert message.time == datetime(2024, 5, 1, 8, 1, tzinfo=UTC)


def test_names_in_the_text_are_mentions_but_links_are_not(read, exports):
    assert read(exports / "reddit_mixed.ndjson").by_id["t1_c1"].mentions == ("reddit:ann_hill", "reddit:eve")


def test_who_took_a_text_away(read, exports):
    seen = read(exports / "reddit_mixed.ndjson").by_id
    told = {key: (seen[key].author, seen[key].text, seen[key].removed) for key in ("t1_c2", "t1_c3", "t1_c4")}
    assert told == {
        "t1_c2": (None, "still here", "author"),
        "t1_c3": ("reddit:eve", "", "moderator"),
        "t1_c4": (None, "", "author"),
    }


def test_a_link_post_shows_its_link(read, exports):
    assert read(exports / "reddit_mixed.ndjson").by_id["t3_s2"].text == "My shop\n\nhttps://kites.example/shop"


def test_a_number_as_parent_is_an_id_in_base_ten(read, exports):
    assert read(exports / "reddit_mixed.ndjson").by_id["t1_c5"].reply_to == "reddit:t1_a"


def test_names_keep_their_case_and_reddits_helpers_are_bots(read, exports):
    seen = read(exports / "reddit_mixed.ndjson")
    assert seen.account("reddit:ann_hill").name == "Ann_Hill"
    assert seen.account("reddit:automoderator").bot
    assert not seen.account("reddit:bob").bot


@pytest.mark.parametrize(
    "compress",
    [
        gzip.compress,
        lambda raw: gzip.compress(raw[:200]) + gzip.compress(raw[200:]),
        zstandard.ZstdCompressor().compress,
        lambda raw: zstandard.ZstdCompressor().compress(raw[:99]) + zstandard.ZstdCompressor().compress(raw[99:]),
    ],
    ids=["gzip", "two gzip members", "zstd", "two zstd frames"],
)
def test_compression_is_seen_from_the_bytes(parse, exports, compress):
    raw = (exports / "reddit_mixed.ndjson").read_bytes()
    assert parse(compress(raw), name="dump.txt").messages == parse(raw, name="dump.zst").messages


def test_a_window_of_two_gigabytes_is_allowed(parse):
    parameters = zstandard.ZstdCompressionParameters(window_log=31, enable_ldm=False, compression_level=1)
    raw = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    assert len(parse(raw.compress(dump(BASE).encode()) + raw.flush()).messages) == 1


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("compress", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_a_cut_file_keeps_what_came_before_and_says_where_it_broke(parse, compress, keep):
    # Text that does not compress, so that the cut falls among the records.
    records = [comment(id=f"c{n}", body=" ".join(str(hash((n, k))) for k in range(60))) for n in range(2000)]
    raw = compress(dump(*records).encode())
    seen = parse(raw[: int(len(raw) * keep)])
    assert 0 < len(seen.messages) < 2000
    assert seen.problems[-1].position == seen.batches[-1].position
    assert seen.problems[-1].reason == "the compressed file ends too early"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"parent_id": None}, "reddit:t3_s1"),
        ({"parent_id": ...}, "reddit:t3_s1"),
        ({"parent_id": "t1_x"}, "reddit:t1_x"),
        ({"parent_id": "x"}, "reddit:t1_x"),
        ({"parent_id": "s1"}, "reddit:t3_s1"),
        ({"parent_id": 36 * 28 + 1, "link_id": 36 * 28 + 1}, "reddit:t3_s1"),
        ({"parent_id": ..., "link_id": ...}, None),
        ({"parent_id": ..., "link_id": ..., "permalink": "/r/Kites/comments/zz/t/c1/"}, "reddit:t3_zz"),
    ],
)
def test_parents_in_all_their_forms(parse, changes, expected):
    assert parse(dump(comment(), comment(id="c2", **changes))).by_id["t1_c2"].reply_to == expected


def test_missing_keys_are_made_up_for(parse):
    seen = parse(
        dump(
            comment(), comment(id=..., name="t1_c9", subreddit=..., permalink="/r/Other/comments/s1/x/c9/", author=...)
        )
    )
    message = seen.by_id["t1_c9"]
    assert (message.community, message.author, message.removed) == ("reddit:r/other", None, "")


def test_a_subreddit_can_be_told(parse):
    assert parse(dump(comment(subreddit=...)), community="r/Kites").messages[0].community == "reddit:r/kites"


@pytest.mark.parametrize(
    ("changes", "text", "removed"),
    [
        ({"removed_by_category": "moderator"}, "", "moderator"),
        ({"removed_by_category": "deleted"}, "", "author"),
        ({"selftext": "[removed]"}, "", "moderator"),
        ({"selftext": "[deleted]", "author": "[deleted]"}, "", "author"),
        ({"selftext": "[ Removed by Reddit ]"}, "", "moderator"),
        ({"selftext": "[deleted] my draft"}, "Lines\n\n[deleted] my draft", ""),
        ({"selftext": None}, "Lines", ""),
        (
            {
                "selftext": "",
                "is_self": ...,
                "url": "https://www.reddit.com/r/K/comments/s1/l/",
                "permalink": "/r/K/comments/s1/l/",
            },
            "Lines",
            "",
        ),
        (
            {
                "crosspost_parent": "t3_z",
                "crosspost_parent_list": [{"id": "z"}],
                "is_self": False,
                "selftext": "",
                "url": "/r/a/z",
            },
            "Lines\n\n/r/a/z",
            "",
        ),
    ],
)
def test_submissions_in_all_their_forms(parse, changes, text, removed):
    message = parse(dump(post(**changes))).messages[0]
    assert (message.text, message.removed) == (text, removed)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (comment(id=...), "no id"),
        (comment(created_utc=...), "no time"),
        (comment(created_utc="soon"), "time not understood"),
        (comment(created_utc=-5), "impossible time"),
        (comment(created_utc=1e300), "impossible time"),
        (comment(subreddit=...), "no subreddit"),
        (comment(body=...), "neither a comment's body"),
        (comment(body=7), "a field is missing or wrong"),
        ("[1, 2]", "a field is missing or wrong"),
        ('{"id": "c1", "bod', "not valid JSON"),
        ('{"id": "c1", "body": "a\x00b"}', "not valid JSON"),
        ('{"x": ' + "[" * 5000, "not valid JSON"),
    ],
)
def test_a_broken_record_is_put_aside_with_its_line_and_reason(parse, bad, reason):
    seen = parse(dump(comment(), bad, "", comment(id="c3")))
    assert list(seen.by_id) == ["t1_c1", "t1_c3"]
    assert list(seen.reasons) == [2]
    assert seen.reasons[2].startswith(reason)


def test_a_line_of_seventeen_megabytes_is_put_aside(parse):
    seen = parse(dump(comment(), comment(id="c2", body="x" * (17 << 20)), comment(id="c3")))
    assert (list(seen.by_id), seen.reasons) == (["t1_c1", "t1_c3"], {2: "the line is longer than 16 MB"})


def test_excerpts_are_short_and_escaped(parse):
    seen = parse(dump(comment()).encode() + b'\n{"body": "\x1b[31m\xff' + b"x" * 500)
    [problem] = seen.problems
    assert len(problem.excerpt) <= 80
    assert problem.excerpt.isprintable()


def test_nul_characters_are_taken_out_of_texts(parse):
    assert parse(dump(comment(body="a\0b"))).messages[0].text == "ab"


def test_an_array_of_comments_reads_like_lines(parse):
    assert parse(json.dumps([comment(), post()], indent=1)).messages == parse(dump(comment(), post())).messages


ODD = st.sampled_from
RECORDS = st.fixed_dictionaries(
    {
        "id": ODD(["c1", "t1_c1", "t1c", "", None, 77]),
        "created_utc": ODD([1_714_550_400, 0, -1, 4_102_444_800, 1.5, "9", None, True]),
    },
    optional={
        "subreddit": ODD(["Kites", "kites", "", None]),
        "author": ODD(["Ann", "u/Ann", "[deleted]", "", None, "AutoModerator"]),
        "body": ODD(["hi", "", "[deleted]", "[x](y)", "ask /u/ben", "a\0b", None]),
        "link_id": ODD(["t3_s1", "s1", 5, "", None, "t3_"]),
        "parent_id": ODD(["t3_s1", "t1_c0", "s1", "c0", 7, "", None]),
        "permalink": ODD(["/r/kites/comments/s1/x/c1/", "https://www.reddit.com/x", "", None]),
        "edited": ODD([False, True, 1_714_550_500, 0, None]),
        "removed_by_category": ODD(["moderator", "deleted", None]),
        "title": ODD(["A title", None]),
    },
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(RECORDS | ODD(["", "{", '{"id": 3']), max_size=6))
def test_the_short_way_of_plain_comments_gives_what_the_long_way_gives(records):
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    short, long, reader = Gathering("x"), Gathering("x"), RedditDump(iter(()))
    reader.add_all([line.encode() for line in lines], 1, short)
    for position, line in enumerate(lines, 1):
        take(reader, line.encode(), position, long)
    assert short.block(9) == long.block(9)


def test_the_plainest_comment_takes_the_short_way():
    plain = comment(permalink="/r/Kites/comments/s1/x/c1/", edited=False)
    assert plain_comment(msgspec.convert(plain, Post))[0] == "reddit:t1_c1"
