from datetime import UTC, datetime

import pytest

from storage.errors import SourceError, UsageError

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def test_columns_are_found_by_their_usual_names(read, exports):
    seen = read(exports / "talk.csv")
    first, second, third = seen.messages
    assert (first.id, first.community, first.channel) == ("file:talk:1", "file:talk", "file:talk:storm")
    assert (first.author, first.text) == ("file:ann", "Which line, exactly?")
    assert (second.reply_to, second.text) == ("file:talk:1", 'Braided.\nAnd "50 kg".')
    assert (third.author, third.channel) == ("discord:99", "file:talk")
    assert [message.time.minute for message in seen.messages] == [0, 1, 2]
    assert {channel.kind for channel in seen.channels} == {"chat"}


@pytest.mark.parametrize(
    "time",
    [
        "2024-05-01T12:00:00", "2024-05-01T12:00:00Z", "2024-05-01 12:00:00 UTC", "2024-05-01T14:00:00+02:00",
        "1714564800",
        "1714564800.0", "1714564800000", "1714564800000000", "20240501T120000", "20240501120000",
    ],
)  # fmt: skip
def test_times_in_all_their_forms(parse, time):
    assert parse(f"time,author,text\n{time},ann,hi\n").messages[0].time == NOON


@pytest.mark.parametrize(
    "time", ["", "soon", "01/05/2024", "nan", "1e999", "-1", "99999999999999999999", "2024-02-30", " " * 99]
)
def test_a_time_that_is_none_puts_the_row_aside(parse, time):
    seen = parse(f"time,author,text\n{time},ann,hi\n1714564800,ann,yes\n")
    assert [message.text for message in seen.messages] == ["yes"]
    assert list(seen.reasons) == [1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_byte_order_marks_are_understood(parse, encoding):
    mark = "\ufeff" if encoding.endswith("e") else ""
    seen = parse(f"{mark}time,author,text\n1714564800,ann,Öl\n".encode(encoding))
    assert [message.text for message in seen.messages] == ["Öl"]


@pytest.mark.parametrize(("delimiter", "name"), [(",", "CSV"), ("\t", "TSV"), (";", "CSV"), ("|", "CSV")])
def test_delimiters_are_told_from_the_header(parse, delimiter, name):
    seen = parse("\n".join(delimiter.join(row) for row in (("time", "author", "text"), ("1714564800", "ann", "hi"))))
    assert [message.text for message in seen.messages] == ["hi"]


def test_json_lines_and_a_json_array_read_alike(parse):
    rows = [
        '{"id": 7, "ts": 1714564800, "sender": "ann", "body": "hi", "parent_id": 6}',
        '{"ts": 1, "sender": "bob", "body": "yo"}',
    ]
    lines, array = parse("\n".join(rows)), parse("[" + ",\n".join(rows) + "]")
    assert lines.messages == array.messages
    assert (lines.messages[0].id, lines.messages[0].reply_to) == ("file:export:7", "file:export:6")


def test_columns_can_be_told(parse):
    seen = parse(
        "w,when,who,what\n1,1714564800,ann,hi\n", columns={"id": "w", "time": "When", "author": "who", "text": "what"}
    )
    assert (seen.messages[0].id, seen.messages[0].text) == ("file:export:1", "hi")


def test_columns_that_are_not_there_are_named(parse):
    with pytest.raises(SourceError, match="no table with the columns nope"):
        parse("time,author,text\n1,ann,hi\n", columns={"text": "nope"})
    with pytest.raises(UsageError, match="no field 'title'"):
        parse("time,author,text\n1,ann,hi\n", columns={"title": "text"})


def test_columns_that_are_told_do_not_hide_other_formats(read, exports):
    columns = {"id": "message_id", "text": "content"}
    seen = read(exports, columns=columns)
    assert {"discord:1001", "reddit:t3_s1", "convokit:corpus:u1", "file:talk:1"} <= {m.id for m in seen.messages}


def test_platform_and_community_can_be_told(parse):
    seen = parse("time,author,text\n1714564800,u/Ann,hi\n", platform="reddit", community="kites")
    assert (seen.messages[0].author, seen.messages[0].community) == ("reddit:ann", "file:kites")


def test_rows_without_id_get_one_from_what_they_say(parse):
    twice = "time,author,text\n1714564800,ann,hi\n1714564800,ann,ho\n"
    first, second = (
        parse(twice, name="a", community="c"),
        parse("time,author,text\n1714564800,ann,ho\n", name="b", community="c"),
    )
    assert first.messages[0].id != first.messages[1].id == second.messages[0].id


def test_links_must_be_web_addresses(parse):
    seen = parse("time,author,text,url\n1,ann,a,javascript:alert(1)\n2,ann,b,https://kites.example\n")
    assert [message.url for message in seen.messages] == [None, "https://kites.example"]


def test_a_quote_that_is_never_closed_costs_one_row(parse):
    seen = parse('time,author,text\n1,ann,"oops\n2,bob,fine\n3,eve,"also ""fine"""\n4,joe,5" nail\n')
    assert [message.text for message in seen.messages] == ["fine", 'also "fine"', '5" nail']
    assert seen.reasons == {1: "a quoted cell is never closed"}


def test_rows_with_nul_or_wrong_bytes_or_missing_cells_are_put_aside(parse):
    seen = parse(b"time,author,text\n1,ann,a\0b\n2,ann,caf\xe9\n3,ann\n\n4,ann,fine,more\n")
    assert [message.text for message in seen.messages] == ["fine"]
    assert seen.reasons == {1: "NUL bytes in the row", 2: "not valid UTF-8 text", 3: "no text"}


def test_a_header_alone_is_an_empty_source(parse):
    [batch] = parse("time,author,text\n").batches
    assert (batch.position, batch.done) == (0, True)
