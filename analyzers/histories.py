"""All of one brand's relationships as columns, from stored ledgers or from exchanges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np

from analyzers import ledgers
from analyzers.forecast.columns import Days, contacts_of_days, unpack
from analyzers.forecast.gives import GRATITUDE_HALF_LIFE
from analyzers.forecast.pasts import Flags, Floats, Ints
from analyzers.forecast.replay import Contacts
from analyzers.ledgers import DAY_MS, Ledger
from storage.books import BookColumns, columns
from storage.models import Exchange, Member

#: What a give and a take add to the gratitude balance.
_VALUES = {"give": 1.0, "take": -1.0}
#: Gives and takes older than this weigh less than a millionth in the gratitude balance (milliseconds).
GRATITUDE_MS = int(20 * GRATITUDE_HALF_LIFE) * DAY_MS


class Histories(msgspec.Struct, frozen=True, kw_only=True):
    """One brand's members and their pasts with it, one row a member.

    ``received`` counts their contacts, ``gave`` and ``took`` the brand's gives and takes to them; ``first`` and
    ``last`` are their contacts in milliseconds (NaN for none), ``gratitude`` is the balance of
    :func:`~analyzers.forecast.gives.gratitude` (NaN where the brand never wrote).
    """

    members: Sequence[Member]
    contacts: Contacts
    received: Ints
    gave: Ints
    took: Ints
    first: Floats
    last: Floats
    gratitude: Floats

    def __len__(self) -> int:
        """Number of members."""
        return len(self.members)


def histories(
    people: Mapping[str, Member],
    books: BookColumns,
    active: Sequence[tuple[str, str]],
    given: Sequence[tuple[str, int, str]],
    at: int,
) -> Histories:
    """Put together what the store knows of a brand's relationships, all of it older than ``at`` (milliseconds).

    ``people`` are the members by account, ``books`` the ledgers of some of their accounts, ``active`` the days
    on which an account wrote anywhere (with commas between), ``given`` the brand's labelled messages to
    members: account, time, label.
    """
    members, rows = _rows(people, books.accounts)
    size, place = len(members), _places(rows, books.accounts)
    into, out = unpack(books.in_days).to(place), unpack(books.out_days).to(place)
    seen = days_of(rows, active)
    return Histories(
        members=members,
        contacts=contacts_of_days(size, into, out, seen),
        received=_total(place, books.received, size),
        gave=_total(place, books.gave, size),
        took=_total(place, books.took, size),
        first=_extreme(np.fmin, place, books.first, size),
        last=_extreme(np.fmax, place, books.last, size),
        gratitude=_gratitude(rows, given, at, np.bincount(out.row, minlength=size) > 0),
    )


def days_of(rows: Mapping[str, int], active: Sequence[tuple[str, str]]) -> Days:
    """Days by account, with commas between, as days by row; ``rows`` knows every account."""
    texts = [days for _, days in active]
    count = [days.count(",") + 1 for days in texts]
    place = _places(rows, [account for account, _ in active])
    days = np.fromstring(",".join(texts), dtype=np.int64, sep=",") if texts else np.zeros(0, dtype=np.int64)
    return Days(np.repeat(place, count), days)


def books_of(exchanges: Iterable[Exchange]) -> BookColumns:
    """The ledgers that these exchanges make, as columns, by account."""
    found: dict[str, Ledger] = {}
    for one in exchanges:
        found[one.account] = ledgers.merge(found.get(one.account, Ledger()), ledgers.of(one))
    return columns(sorted(found.items()))


def _rows(people: Mapping[str, Member], accounts: Iterable[str]) -> tuple[list[Member], dict[str, int]]:
    """The members behind accounts, in their order, and the row of every account of theirs."""
    members = list({people[account].id: people[account] for account in accounts}.values())
    return members, {account: row for row, member in enumerate(members) for account in member.accounts}


def _places(rows: Mapping[str, int], accounts: Sequence[str]) -> Ints:
    return np.fromiter(map(rows.__getitem__, accounts), dtype=np.int64, count=len(accounts))


def _total(place: Ints, counts: Sequence[int], size: int) -> Ints:
    return np.bincount(place, weights=np.array(counts, dtype=np.float64), minlength=size).astype(np.int64)


def _extreme(better: np.ufunc, place: Ints, times: Sequence[int | None], size: int) -> Floats:
    found = np.full(size, np.nan)
    better.at(found, place, np.array(times, dtype=np.float64))
    return found


def _gratitude(rows: Mapping[str, int], given: Sequence[tuple[str, int, str]], at: int, wrote: Flags) -> Floats:
    place = _places(rows, [account for account, _, _ in given])
    age = at - np.array([time for _, time, _ in given], dtype=np.float64)
    value = np.array([_VALUES[label] for _, _, label in given]) * np.exp2(-age / (GRATITUDE_HALF_LIFE * DAY_MS))
    return np.where(wrote, np.bincount(place, weights=value, minlength=len(wrote)), np.nan)
