"""The fast model's own second look: the wording encoder reads what the network of signs is not plain about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from analyzers.classifier.calibration import Floats, probabilities
from analyzers.classifier.encoder import Encoded, Encoder, encode
from analyzers.classifier.encoder.tags import read_spans
from analyzers.classifier.features import Numbers, Seen
from analyzers.classifier.model import Model
from analyzers.classifier.reading import Reading
from storage.models import Reason, Span

_SAYS = "its wording"
#: Characters of the message that the encoder's reason quotes.
_QUOTED = 40


class Worded(NamedTuple):
    """A batch after the encoder: calibrated log-odds, what a push of the network counts in them, and what was read.

    ``rows`` says where in ``encoded`` a message of the batch is, for those that were read.
    """

    logits: Floats
    slopes: Floats
    reasons: dict[int, Reason]
    rows: dict[int, int]
    encoded: Encoded | None


def worded(model: Model, seen: Seen, raw: Floats) -> Worded:
    """Calibrated log-odds of a batch; ``raw`` is what the network gives."""
    logits = model.calibration(raw)
    slopes = np.full(len(raw), model.calibration.slope)
    mix, encoder = model.mix, model.encoder
    if mix is None or encoder is None:
        return Worded(logits, slopes, {}, {}, None)
    read = np.flatnonzero(mix.reads(probabilities(logits)))
    if not len(read):
        return Worded(logits, slopes, {}, {}, None)
    encoded = encode(encoder, [seen.readings[row] for row in read])
    pushes = mix.wording * encoded.logits
    logits[read] = mix.fast * raw[read] + pushes + mix.shift
    slopes[read] = mix.fast
    rows = {int(row): number for number, row in enumerate(read)}
    reasons = {row: Reason(text=_SAYS, push=round(float(pushes[number]), 3)) for row, number in rows.items()}
    return Worded(logits, slopes, reasons, rows, encoded)


def read_kinds(found: Worded) -> Numbers | None:
    """What the encoder adds to the scores of the kinds, messages by kinds; None where it read nothing."""
    if found.encoded is None:
        return None
    more = np.zeros((len(found.logits), found.encoded.kinds.shape[1]), dtype=np.float32)
    more[list(found.rows)] = found.encoded.kinds
    return more


def quoting(reasons: Iterable[Reason], reading: Reading, read: Sequence[tuple[float, Span]]) -> list[Reason]:
    """The reasons; where the encoder takes the wording for a take's, with the words that it takes for own or ask."""
    if not read:
        return list(reasons)
    span = read[0][1]
    said = f"{_SAYS}, most of all “{reading.text[span.start : span.end].strip()[:_QUOTED]}”"
    return [Reason(text=said, push=one.push) if one.text == _SAYS and one.push > 0 else one for one in reasons]


def spans_read(encoder: Encoder | None, found: Worded, row: int, reading: Reading) -> list[tuple[float, Span]]:
    """Own and ask stretches of one message with their chances; none where the encoder did not read it."""
    number = found.rows.get(row)
    if encoder is None or found.encoded is None or number is None:
        return []
    return read_spans(encoder, found.encoded, number, reading)
