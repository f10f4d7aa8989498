"""Hollow gives: kind words that look like gives and may only be there to make room for a take.

Two rules, each reported with what triggered it. A *copy* repeats an earlier give of the brand almost
word for word; the same advice given to a second person is no copy, since it helps them as well. A
*pleasantry* is generic kindness, three or more of it bunched in the hours before a take in the same
community. Neither proves intent, so the balance is shown with and without them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Literal

from analyzers.balance import Balance, Counts, weigh
from analyzers.evidence import Post
from analyzers.pleasantries import is_pleasantry
from analyzers.shingles import copies
from storage.models import Noun

Rule = Literal["copy", "pleasantry"]

#: Two gives this alike (Jaccard similarity of three-word shingles) are copies.
ALIKE = 0.7
#: Pleasantries within this time before a take ...
BEFORE_TAKE = timedelta(hours=24)
#: ... are bunched if there are so many of them.
BUNCH = 3


class HollowGive(Noun, frozen=True):
    """One hollow give; ``because_of`` is the message copied, or the take that followed."""

    post: Post
    rule: Rule
    because_of: Post
    similarity: float | None = None


class Hollow(Noun, frozen=True):
    """All hollow gives of a period in order of time, and the balance that is left without them."""

    key: str
    gives: tuple[HollowGive, ...]
    without: Balance


def weigh_without(posts: Sequence[Post], balance: Balance, minimum: int) -> Hollow:
    """The hollow gives among ``posts``, and the ``balance`` less those."""
    gives = find(posts)
    left = Counts(max(0, balance.gives - len(gives)), balance.takes, balance.unsure)
    return Hollow(key="hollow", gives=gives, without=weigh(left, minimum, balance.tolerated, "hollow"))


def find(posts: Iterable[Post]) -> tuple[HollowGive, ...]:
    """Every hollow give among ``posts``, by time; one that both rules find is named as a copy."""
    ordered = sorted(posts, key=_when)
    found = {each.post.id: each for each in (*_pleasantries(ordered), *_copies(ordered))}
    return tuple(sorted(found.values(), key=lambda each: _when(each.post)))


def _copies(ordered: Sequence[Post]) -> list[HollowGive]:
    gives = [post for post in ordered if post.label == "give"]
    pairs = ((gives[copy], gives[original], alike) for copy, original, alike in copies([p.text for p in gives], ALIKE))
    return [
        HollowGive(post=post, rule="copy", because_of=original, similarity=alike)
        for post, original, alike in pairs
        if not (post.kind == "answer" and post.answers)
    ]


def _pleasantries(ordered: Sequence[Post]) -> list[HollowGive]:
    by_community: dict[str, list[Post]] = defaultdict(list)
    for post in ordered:
        if post.label == "give" and post.kind in ("thanks", "chat") and is_pleasantry(post.text):
            by_community[post.community].append(post)
    # Later takes first, so that each give ends up with the take that followed it most closely.
    found: dict[str, HollowGive] = {}
    for take in reversed([post for post in ordered if post.label == "take"]):
        kind = by_community[take.community]
        first = bisect_left(kind, take.time - BEFORE_TAKE, key=lambda post: post.time)
        bunch = kind[first : bisect_left(kind, take.time, key=lambda post: post.time)]
        if len(bunch) >= BUNCH:
            found |= {post.id: HollowGive(post=post, rule="pleasantry", because_of=take) for post in bunch}
    return list(found.values())


def _when(post: Post) -> tuple[float, str]:
    return post.time.timestamp(), post.id
