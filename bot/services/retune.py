"""Verdicts teach: counts of what people said set each community's thresholds and context weights."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from analyzers.classifier.context import SAYS
from analyzers.classifier.retune import BINS, BinCount, PushCount, bin_of, retune_context, retune_thresholds
from analyzers.classifier.settings import Settings
from storage.reviews import Judged

_NAMES = {says: name for name, says in SAYS.items()}


def tuned(verdicts: Iterable[Judged], shipped: Settings) -> dict[str, Settings]:
    """Settings by community, as far as verdicts moved them; no text is looked at, only counts."""
    rooms: dict[str, list[Judged]] = defaultdict(list)
    for each in verdicts:
        if each.human != "unsure":
            rooms[each.community].append(each)
    found = {room: _settings(judged, shipped) for room, judged in rooms.items()}
    return {room: settings for room, settings in found.items() if settings != shipped}


def _settings(judged: list[Judged], shipped: Settings) -> Settings:
    return Settings(
        thresholds=retune_thresholds(_bins(judged), shipped.thresholds),
        context=retune_context(_pushes(judged), shipped.context),
    )


def _bins(judged: Iterable[Judged]) -> list[BinCount]:
    counts = Counter((bin_of(each.label.p_take), each.human) for each in judged)
    return [BinCount(gives=counts[index, "give"], takes=counts[index, "take"]) for index in range(BINS)]


def _pushes(judged: Iterable[Judged]) -> dict[str, PushCount]:
    """Verdicts by context reason that spoke, with the takes that the model expected there."""
    spoke: dict[str, list[Judged]] = defaultdict(list)
    for each in judged:
        for name in {_NAMES[reason.text] for reason in each.label.reasons if reason.text in _NAMES}:
            spoke[name].append(each)
    return {
        name: PushCount(
            gives=sum(each.human == "give" for each in found),
            takes=sum(each.human == "take" for each in found),
            expected=sum(each.label.p_take for each in found),
        )
        for name, found in spoke.items()
    }
