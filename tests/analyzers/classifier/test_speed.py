"""The quick way to the signs finds what the plain way finds, and no pattern is passed over that would have matched."""

from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.classifier import load
from analyzers.classifier.features import see
from analyzers.classifier.layout import Lexicon, lay, plain_words
from analyzers.classifier.protocol import Item
from analyzers.classifier.reading import Reading, read
from analyzers.classifier.shape import SHAPE_SAYS
from analyzers.classifier.signs import SIGNS, Hit, find_signs
from analyzers.classifier.signs.derivatives import EVERY, SORTS, follow
from tests.conftest import SHARED

_MARKS = ("?", "@", ">", "%")
_TOUCH = frozenset("abcdefghijklmnopqrstuvwxyz0123456789'_-#+")
_WORDS = sorted({word for sign in SIGNS for word in sign.starts})
_LETTERS = [*"abcdefghijklmnopqrstuvwxyz'-#$%&@.,:!?\n\t →\ue000é", "https://a.example.com"]
TEXTS = st.lists(st.sampled_from(_WORDS) | st.sampled_from(_LETTERS), max_size=14).map(" ".join) | st.text(max_size=60)


def labelled_texts(count: int) -> list[str]:
    """Real messages, every so many of the labelled ones."""
    files = [SHARED / "data" / "labels" / name for name in ("dev.jsonl", "train.jsonl", "youtube.jsonl")]
    if not all(path.exists() for path in files):
        pytest.skip(f"no shared data folder at {SHARED} (set GIVETAKE_SHARED)")
    texts = [msgspec.json.decode(line)["text"] for path in files for line in path.read_bytes().splitlines()]
    return texts[:: max(1, len(texts) // count)]


def plainly(reading: Reading) -> list[tuple[int, int, int]]:
    """Start, end and sign of every match at each of the first six lone places of a sign's first words."""
    found = []
    for index, sign in enumerate(SIGNS):
        for word in sign.starts:
            if word in _MARKS:
                tries = [sign.pattern.search(reading.masked)] if word in reading.masked else []
            else:
                places = lone(reading.masked, word) if word in reading.words else []
                tries = [sign.pattern.match(reading.masked, place) for place in places[:6]]
            found += [(*each.span(), index) for each in tries if each]
    return sorted(found)


def lone(text: str, word: str) -> list[int]:
    places = [each.start() for each in re.finditer(re.escape(word), text)]
    around = ((at, text[at - 1 : at] if at else "", text[at + len(word) : at + len(word) + 1]) for at in places)
    return [at for at, before, after in around if before not in _TOUCH and after not in _TOUCH]


def trimmed(reading: Reading, matches: list[tuple[int, int, int]]) -> list[Hit]:
    hits = []
    for start, end, sign in matches:
        text = reading.masked[start:end]
        left, right = text.lstrip(" \t\n.!?,"), text.rstrip(" \t\n,(")
        hits.append(Hit(start + len(text) - len(left), start + len(right), sign))
    return sorted(hits)


def without_links(reading: Reading) -> list[Hit]:
    return sorted(hit for hit in find_signs(reading) if not any(link.start == hit.start for link in reading.links))


def check(text: str) -> None:
    reading = read(text)
    kept = [hit for hit in trimmed(reading, plainly(reading)) if all(link.start != hit.start for link in reading.links)]
    assert without_links(reading) == kept


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_the_quick_way_finds_what_the_plain_way_finds(text: str) -> None:
    check(text)


def test_the_quick_way_finds_it_in_real_messages() -> None:
    texts = labelled_texts(2000)
    for text in texts:
        check(text)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_WORDS), st.lists(st.sampled_from(_WORDS) | st.sampled_from(_LETTERS), max_size=5))
def test_nothing_that_follows_a_match_is_ruled_out(word: str, rest: list[str]) -> None:
    text = " ".join([word, *rest])
    for sign in SIGNS:
        if word not in sign.starts or word in _MARKS or not sign.pattern.match(text):
            continue
        after, beyond = text[len(word) :], text[len(word) :].lstrip()
        found = follow(sign.source, word)
        if after[:1].isspace() and len(beyond) > 1 and beyond[:2].isascii():
            first, second = (1 << ord(letter) for letter in beyond[:2])
            assert any(first & sort and second & each for sort, each in zip(SORTS, found.beyond, strict=True))
        elif after and after[0].isascii() and not after[0].isspace():
            assert found.next >> ord(after[0]) & 1


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*"-*•12.)ab \n\t", "10. ", "- "]), max_size=12).map("".join))
def test_a_list_is_seen_wherever_it_begins(text: str) -> None:
    column = SHAPE_SAYS.index("lists things") - len(SHAPE_SAYS)
    listed = re.search(r"(?:^|\n)\s*(?:[-*•]|\d+[.)])\s", read(text).masked.strip())
    assert see([text]).dense[0, column] == (listed is not None)


@pytest.mark.parametrize(
    ("pattern", "word", "letters"),
    [
        (r"try\s+(?:it|out)\b", "try", " "),
        (r"(?:try|trying)(?:!|\?)", "try", "!?i"),
        (r"tr(?:y|ies)(?!x)[a-c]", "try", "abc"),
        (r"try[^\w\s]", "tries", ""),
    ],
)
def test_what_may_follow(pattern: str, word: str, letters: str) -> None:
    found = follow(pattern, word).next & sum(1 << ord(each) for each in map(chr, range(32, 127)))
    assert {chr(code) for code in range(128) if found >> code & 1} == set(letters)


def test_a_match_that_is_whole_lets_anything_follow() -> None:
    assert follow(r"sale\b|selling", "sale").next == EVERY


def test_company_changes_no_label() -> None:
    classifier, texts = load(), labelled_texts(600)
    together = list(classifier.label([Item(text=text) for text in texts]))
    quick = classifier.probabilities(texts)
    for text, label, p_take in zip(texts, together, quick, strict=True):
        alone = next(classifier.label([Item(text=text)]))
        assert p_take == pytest.approx(alone.p_take, abs=1e-6)
        assert (label.label, label.kind, label.spans) == (alone.label, alone.kind, alone.spans)
        assert [(why.text, pytest.approx(why.push, abs=2e-3)) for why in label.reasons] == [
            (why.text, why.push) for why in alone.reasons
        ]


def test_a_lexicon_finds_its_words_and_no_others() -> None:
    lexicon = Lexicon(["alpha", "i'm", "pre-order"])
    laid = lay(["i'm the alpha", "", "-pre-order alphas +alpha"])
    words = plain_words(laid)
    assert lexicon.find(words.hashes).tolist() == [1, -1, 0, 2, -1, 0]
    assert words.alone.tolist() == [True, True, True, False, True, False]
    with pytest.raises(ValueError, match="twice"):
        Lexicon(["alpha", "alpha"])
