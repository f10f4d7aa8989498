"""Hashes are the same wherever a message stands in a batch."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzers.classifier.ngrams import BITS, grams
from analyzers.classifier.reading import read

TEXTS = st.lists(st.text(max_size=60), min_size=1, max_size=6)


def one(text: str) -> list[int]:
    found = grams([read(text)])
    return found.buckets.tolist()


@given(TEXTS)
def test_a_batch_equals_its_messages(texts: list[str]) -> None:
    found = grams([read(text) for text in texts])
    parts = np.split(found.buckets, np.cumsum(found.counts)[:-1])
    assert [part.tolist() for part in parts] == [one(text) for text in texts]


@given(st.text(max_size=80))
def test_each_bucket_once_and_in_range(text: str) -> None:
    buckets = one(text)
    assert buckets == sorted(set(buckets))
    assert all(0 <= bucket < 1 << BITS for bucket in buckets)


def test_words_and_letters_both_count() -> None:
    assert set(one("join us")) & set(one("please join us"))
    assert set(one("subscribing")) & set(one("subscribed"))
    assert not set(one("")) and len(one("a")) == 1
