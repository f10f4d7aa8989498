"""Near-duplicates: the fast search finds exactly what comparing everything finds."""

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.shingles import copies, shingles, similarity

TEXTS = st.lists(st.lists(st.sampled_from("abcdef"), max_size=12).map(" ".join), max_size=14)


def naive(texts, threshold):
    sets, originals = [shingles(text) for text in texts], []
    for position, each in enumerate(sets):
        alike = [(similarity(each, sets[other]), -other) for other in originals]
        best, other = max(alike, default=(0.0, 0))
        if each and best >= threshold:
            yield position, -other, best
        elif each:
            originals.append(position)


@settings(max_examples=300)
@given(TEXTS, st.sampled_from([0.3, 0.5, 0.7, 1.0]))
def test_the_prefix_filter_loses_nothing(texts, threshold):
    assert list(copies(texts, threshold)) == list(naive(texts, threshold))


def test_case_links_mentions_and_punctuation_do_not_hide_a_copy():
    first = "Have a look at our guide, it covers every step!"
    second = "HAVE a look at our guide <@42> - it covers every step https://x.example/a @maya"
    assert list(copies([first, second], 1.0)) == [(1, 0, 1.0)]


def test_short_texts_are_never_copies():
    assert not list(copies(["thank you so much", "thank you so much", "", ""], 0.5))


def test_scripts_without_spaces_are_compared_too():
    text = "釉薬は素焼きの後に塗ります"
    assert list(copies([text, text], 0.7)) == [(1, 0, 1.0)]
    assert not list(copies([text, "窯の温度をゆっくり上げてください"], 0.7))


def test_thousands_of_equal_texts_take_no_time():
    started = time.perf_counter()
    found = list(copies(["the same old words again and again and again"] * 20_000, 0.7))
    assert {original for _, original, _ in found} == {0}
    assert time.perf_counter() - started < 5


def test_thousands_of_answers_from_one_template_stay_quick():
    rng, words = random.Random(1), [f"word{number}" for number in range(300)]
    texts = [
        "thanks for the question you find the answer in our docs about " + " ".join(rng.choices(words, k=6))
        for _ in range(30_000)
    ]
    started = time.process_time()
    assert len(list(copies(texts, 0.7))) < 100
    assert time.process_time() - started < 8
