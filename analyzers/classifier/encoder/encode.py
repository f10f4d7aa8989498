"""A batch of readings through the encoder, all their words laid end to end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analyzers.classifier.encoder.tokens import Tokens, tokens
from analyzers.classifier.encoder.weights import Encoder
from analyzers.classifier.network import exact
from analyzers.classifier.reading import Reading

Numbers = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]


class Encoded(NamedTuple):
    """A batch read in order: log-odds of *take* and scores of the kinds a message, and what spans are read from.

    ``windows`` has a row for every word of message ``n`` from ``starts[n]`` on; ``whole`` is each message's strongest.
    """

    logits: npt.NDArray[np.float64]
    kinds: Numbers
    tokens: list[Tokens]
    windows: Numbers
    starts: Indices
    whole: Numbers


def encode(encoder: Encoder, readings: Sequence[Reading]) -> Encoded:
    """Read a batch; ``readings`` must not be empty."""
    found = [tokens(reading) for reading in readings]
    windows, starts, ends = _windows(encoder, found)
    layers = encoder.layers
    clauses, counts = _clauses(windows, found, starts, ends)
    firsts = np.cumsum(counts) - counts
    whole = np.maximum.reduceat(clauses, firsts, axis=0)
    read = np.hstack([whole, _means(windows, layers.heed, starts, ends)])
    active = np.maximum(exact(read, layers.whole) + layers.whole_bias, 0.0)
    both = np.hstack([clauses, np.repeat(whole, counts, axis=0)])
    scores = exact(np.maximum(exact(both, layers.clause) + layers.clause_bias, 0.0), layers.clause_out)
    strongest = np.maximum.reduceat(scores + encoder.clause_bias, firsts)
    logits = exact(active, layers.whole_out) + encoder.bias + np.maximum(strongest, 0.0)
    kinds = exact(active, layers.kinds) + layers.kinds_bias
    return Encoded(logits.round(3), kinds.round(3).astype(np.float32), found, windows, starts, whole)


def _windows(encoder: Encoder, found: Sequence[Tokens]) -> tuple[Numbers, Indices, Indices]:
    """The windows around every word, with blank rows between messages, and where each message starts and ends."""
    sizes = np.array([len(one.words) for one in found], dtype=np.int64)
    reach = encoder.layers.conv.shape[0] // 2
    starts = reach + np.concatenate([[0], np.cumsum(sizes + reach)[:-1]])
    rows, tables = encoder.places([word for one in found for word in one.words])
    laid = np.full(int(sizes.sum()) + reach * (len(sizes) + 1), tables.shape[1] - 1, dtype=np.int64)
    laid[np.arange(int(sizes.sum())) + np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)] = rows
    windows: Numbers = tables[reach].take(laid, axis=0)
    windows += encoder.layers.conv_bias
    for away in range(1, reach + 1):
        windows[away:] += tables[reach - away].take(laid[:-away], axis=0)
        windows[:-away] += tables[reach + away].take(laid[away:], axis=0)
    return np.maximum(windows, 0.0, out=windows), starts, starts + sizes


def _means(windows: Numbers, heed: Numbers, starts: Indices, ends: Indices) -> Numbers:
    """The plain mean of each message's windows, and their mean weighed by how much each is heeded (a softmax)."""
    weights = np.ones((2, len(windows)))
    np.exp(np.clip(exact(windows, heed), -30.0, 30.0), out=weights[1])
    size = windows.shape[1]
    found = np.empty((len(starts), 2 * size), dtype=np.float32)
    for number, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        mine = weights[:, start:end]
        found[number] = (mine @ windows[start:end].astype(np.float64) / mine.sum(1, keepdims=True)).ravel()
    return found


def _clauses(windows: Numbers, found: Sequence[Tokens], starts: Indices, ends: Indices) -> tuple[Numbers, Indices]:
    """The strongest windows of every clause, messages in order, and how many clauses each message has."""
    counts = np.array([len(one.clauses) for one in found], dtype=np.int64)
    first = np.concatenate([np.asarray(one.clauses) + start for one, start in zip(found, starts, strict=True)])
    last = np.append(first[1:], 0)
    last[np.cumsum(counts) - 1] = ends
    return np.maximum.reduceat(windows, np.stack([first, last], axis=1).ravel(), axis=0)[::2], counts
