"""Why a state is what it is, in plain words, by groups of features (single weights are collinear)."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np

from analyzers.forecast.pasts import HORIZON, Floats, Pasts
from analyzers.forecast.tempo import HEARD
from storage.models import State

#: What a forecast's reasons are told by; a model's ``pushes`` has one column for each.
GROUPS = ("silence", "habit", "our gives", "activity elsewhere", "tempo")
#: Pushes in log-odds weaker than this are not worth a word, and no more than so many are told.
_WEAK, _MOST = 0.15, 3
_FEW_DAYS, _MANY = 7, 0.2
_HEAR = "we hear from"


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One row's evidence.

    ``pushes`` is what each group adds to the log-odds against an average relationship, ``earlier`` the
    mean of the same over the months of the norm (None for people new to us). ``quiet`` is the exact time since the
    last contact in days, where it is known; of other things the day is known, for which its noon stands.
    """

    state: State
    pushes: Floats
    earlier: Floats | None
    pasts: Pasts
    row: int
    usual_gap: float | None = None
    was_strong: bool = False
    quiet: float | None = None


def because(case: Case) -> tuple[str, ...]:
    """The reasons that speak for the state, the weightiest first.

    Growing and Weakening are told by what changed against the member's own earlier months, where there
    are any; Strong and Failed, and people new to us, by the difference to an average relationship. How many
    we hear from at present is the same for all, and so told of those alone who have nothing else. Where
    nothing stands out, the last contact is told.
    """
    good = case.state in ("Strong", "Growing")
    moved = case.earlier is not None and case.state in ("Growing", "Weakening")
    weight = case.pushes - case.earlier if moved and case.earlier is not None else case.pushes
    order = [int(group) for group in np.argsort(-np.abs(weight)) if (weight[group] > 0) == good]
    order.sort(key=lambda group: GROUPS[group] == "tempo")
    told = [_PHRASES[group](case, good, moved) for group in order if abs(weight[group]) >= _WEAK]
    found = [*_first(case), *(phrase for phrase in told if phrase)]
    own = [phrase for phrase in found if not phrase.startswith(_HEAR)]
    return tuple((own or found)[:_MOST]) or (_last_contact(case),)


def _first(case: Case) -> list[str]:
    """What is told before all else."""
    if case.state == "Weakening" and case.was_strong:
        return ["Strong a month ago, no longer"]
    if case.state == "Growing" and case.earlier is None:
        return [f"new to us: first contact {_ago(_since(case, case.pasts.in_first))}"]
    return []


def days(count: float) -> str:
    """A number of days in words."""
    whole = max(0, round(count))
    return "1 day" if whole == 1 else f"{whole} days"


def _ago(count: float) -> str:
    return "within the last day" if count < 1 else f"{days(count)} ago"


def _quiet(case: Case) -> float:
    return _since(case, case.pasts.in_last) if case.quiet is None else case.quiet


def _since(case: Case, times: Floats) -> float:
    """Days since a time of this row, taken at noon of its day."""
    return float(case.pasts.day[case.row] - np.floor(times[case.row])) - 0.5


def _last_contact(case: Case) -> str:
    usual = f", usually every {days(case.usual_gap)}" if case.usual_gap else ""
    return f"last contact {_ago(_quiet(case))}{usual}"


def _silence(case: Case, good: bool, moved: bool) -> str:
    quiet, last = _quiet(case), _last_contact(case)
    if good:
        if quiet > HORIZON:
            known = case.pasts.in_gap[case.row] >= quiet
            return f"quiet for {days(quiet)}, but came back after as long before" if known else ""
        return f"in touch: {last}"
    return f"quiet: {last}" if quiet > _FEW_DAYS else f"less in touch: {last}"


def _habit(case: Case, good: bool, moved: bool) -> str:
    count, age = case.pasts.in_days[case.row], _since(case, case.pasts.in_first)
    if count < 2:
        return "" if good else "contacted us on a single day"
    words = ("more of a habit", "less of a habit") if moved else ("a habit", "little habit")
    return f"{words[0 if good else 1]}: contacted us on {days(count)} in {days(max(1.0, age))}"


def _gives(case: Case, good: bool, moved: bool) -> str:
    silent = _since(case, case.pasts.out_last)
    if not np.isfinite(silent):
        return "" if good else "we never wrote to them"
    return f"we wrote to them {_ago(silent)}" if good else f"we last wrote to them {_ago(silent)}"


def _elsewhere(case: Case, good: bool, moved: bool) -> str:
    quiet = _since(case, np.maximum(case.pasts.any_last, case.pasts.in_last))
    if good:
        return f"active in the community: last message {_ago(quiet)}" if quiet <= HORIZON else ""
    if case.pasts.any_last[case.row] <= np.floor(case.pasts.in_last[case.row]) and quiet > _FEW_DAYS:
        return f"not seen anywhere since their last contact {_ago(_quiet(case))}"
    words = "little seen anywhere" if quiet > _FEW_DAYS else "writes less in the community"
    return f"{words}: last message {_ago(quiet)}"


def _tempo(case: Case, good: bool, moved: bool) -> str:
    share = float(case.pasts.tempo[case.row, HEARD])
    if (share >= _MANY) != good:
        return ""
    return f"{_HEAR} {'many' if good else 'few'} at present: {100 * share:.0f} % of those we know, in 30 days"


_PHRASES: tuple[Callable[[Case, bool, bool], str], ...] = (_silence, _habit, _gives, _elsewhere, _tempo)
