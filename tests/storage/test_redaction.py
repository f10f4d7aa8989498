"""Taking people out of others' messages: their marks go, whatever surrounds them, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.models import Message
from storage.redaction import MARK, Gone, bare, distinct, redacted, without_words, wordlike
from tests.factories import START

GONE = Gone(
    accounts=frozenset({"discord:42", "reddit:quill_9"}), messages=frozenset({"discord:m1"}),
    names=frozenset({"quill_9", "ann lee", "ann"}),
)  # fmt: skip


def said(text, **fields):
    return Message(id="discord:m2", community="c", channel="c", author="discord:7", time=START, text=text, **fields)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("hi @Ann Lee, come", f"hi @{MARK}, come"),
        ("hi @ann!", f"hi @{MARK}!"),
        ("@annabel and @ann.", f"@annabel and @{MARK}."),
        ("ask u/Quill_9 or /u/quill_9", f"ask u/{MARK} or /u/{MARK}"),
        ("<@42> <@!42> <@43>", f"{MARK} {MARK} <@43>"),
        ("mail me: x@ann.example", "mail me: x@ann.example"),
        ("ann knows", "ann knows"),
        ("@", "@"),
        ("", ""),
    ],
)
def test_marks_go_and_the_rest_stays(text, left):
    assert redacted(said(text), GONE).text == left


def test_quotes_go_from_direct_answers_only():
    quote = "> her words\n>> more\nI agree > 5"
    assert redacted(said(quote, reply_to="discord:m1"), GONE).text.strip() == "I agree > 5"
    assert redacted(said(quote, reply_to="discord:m9"), GONE).text == quote


def test_a_message_without_marks_is_itself():
    message = said("hello @bo", reply_to="discord:m9", mentions=("discord:7",))
    assert redacted(message, GONE) is message


WORDS = st.lists(
    st.sampled_from(["@ann", "@Ann Lee", "u/quill_9", "<@42>", "so", "@bo", "\n", ">", "ann", "é", "@"]), max_size=9
)


@given(WORDS, st.sampled_from([" ", "  ", "\n", ", ", ""]))
def test_redacting_twice_changes_nothing_more_and_leaves_no_mark(words, gap):
    once = redacted(said(gap.join(words)), GONE)
    assert redacted(once, GONE) == once
    assert "<@42>" not in once.text
    if gap and gap != ", ":
        assert not {"@ann", "u/quill_9"} & set(once.text.casefold().split())


@pytest.mark.parametrize(("name", "rare", "word"), [
    ("quill_9", True, True), ("will", False, True), ("2024", False, True), ("🙂", False, False), ("a", False, False),
    ("Old Man", False, True), ("a1", False, True),
])  # fmt: skip
def test_what_may_be_an_ordinary_word(name, rare, word):
    assert (distinct(name), wordlike(name)) == (rare, word)


def test_words_are_taken_out_whole():
    assert bare(["ann", "c++"]).sub("X", "Ann annual c++ d.ann") == "X annual X d.X"
    assert without_words("Ask Ann Lee or annual", {"ann lee"}) == f"Ask {MARK} or annual"


def test_a_flood_of_signs_takes_no_time():
    assert redacted(said("@a " * 100_000), GONE).text == "@a " * 100_000
    assert redacted(said("@" * 100_000), GONE).text == "@" * 100_000
