"""What may follow a sign's first word, derived from its pattern: one look at a table spares most of the matching.

The pattern is stepped through as its *partial derivatives* (V. Antimirov, "Partial derivatives of regular expressions
and finite automaton constructions", 1996): after the first word's letters, the sets of characters that the rest may
begin with. Assertions are taken as met, so a character is never left out that could match, and some may be let in.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from re import _constants as c  # type: ignore[attr-defined]  # the parser of `re` itself
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

#: A set of ASCII characters, one bit each; this one has all.
EVERY = (1 << 128) - 1

Node = tuple[Any, Any]
Nodes = tuple[Node, ...]
Step = tuple[int, Nodes]


class Follow(NamedTuple):
    """ASCII characters, as bits, that may stand right after the word, and beyond the blanks behind it.

    ``beyond`` has for each of SORTS (the first character beyond) what may stand after that one.
    """

    next: int
    beyond: tuple[int, ...]


#: The first character beyond the blanks: a letter from a to z each, and all other ASCII characters together.
SORTS = (*(1 << code for code in range(97, 123)), EVERY & ~sum(1 << code for code in range(97, 123)))
_ANY = Follow(EVERY, (EVERY,) * len(SORTS))
_BLANK = sum(1 << ord(mark) for mark in "\t\n\v\f\r\x1c\x1d\x1e\x1f ")
_CATEGORIES = {
    "SPACE": _BLANK,
    "DIGIT": sum(1 << code for code in range(48, 58)),
    "WORD": sum(1 << code for code in range(128) if chr(code).isalnum() or code == ord("_")),
}


def follow(pattern: str, word: str) -> Follow:
    """What may follow ``word`` where the pattern matches at its first letter."""
    states = {_parsed(pattern)}
    for letter in word:
        states = _behind(_all_steps(states), 1 << ord(letter))
        if any(map(_empty, states)):
            return _ANY
    firsts = _all_steps(states)
    blanks = _behind_blanks(firsts)
    if any(map(_empty, blanks)):
        return Follow(_union(firsts), _ANY.beyond)
    steps = _all_steps(blanks)
    return Follow(_union(firsts), tuple(_after(_behind(steps, sort)) for sort in SORTS))


def _after(states: set[Nodes]) -> int:
    """What may come after these states; anything, where one of them is a match already."""
    return EVERY if any(map(_empty, states)) else _union(_all_steps(states))


def _behind(steps: list[Step], letters: int) -> set[Nodes]:
    """The states that one of the characters leads to."""
    return {rest for each, rest in steps if each & letters}


def _behind_blanks(steps: list[Step]) -> set[Nodes]:
    """Every state that one or more blanks lead to."""
    found: set[Nodes] = set()
    while new := _behind(steps, _BLANK) - found:
        found |= new
        steps = _all_steps(new)
    return found


def _all_steps(states: set[Nodes]) -> list[Step]:
    return [step for state in states for step in _steps(state)]


def _union(steps: list[Step]) -> int:
    found = 0
    for letters, _ in steps:
        found |= letters
    return found


@cache
def _steps(nodes: Nodes) -> tuple[Step, ...]:
    """The characters that may come first, each with what is left of the pattern after it."""
    if not nodes:
        return ()
    head, rest = nodes[0], nodes[1:]
    own = tuple((letters, left + rest) for letters, left in _first(head))
    return own + (_steps(rest) if _skips(head) else ())


def _first(node: Node) -> Iterator[Step]:
    kind, value = node
    if kind in ("branch", "group"):
        for option in value:
            yield from _steps(option)
    elif kind == "repeat":
        least, most, inner = value
        again: Nodes = () if most == 1 else (("repeat", (max(least - 1, 0), most and most - 1, inner)),)
        for letters, left in _steps(inner):
            yield letters, left + again
    elif kind == "set":
        yield value, ()


@cache
def _skips(node: Node) -> bool:
    """Whether the node may match nothing."""
    kind, value = node
    if kind in ("branch", "group"):
        return any(map(_empty, value))
    if kind == "repeat":
        return value[0] == 0 or _empty(value[2])
    return bool(kind == "nothing")


def _empty(nodes: Nodes) -> bool:
    return all(map(_skips, nodes))


@cache
def _parsed(pattern: str) -> Nodes:
    return _frozen(_parser.parse(pattern))


def _frozen(parsed: Any) -> Nodes:
    """The parsed pattern as hashable nodes: sets, branches, groups, repeats (most 0: without end), and nothing."""
    return tuple(_node(kind, value) for kind, value in parsed)


def _node(kind: Any, value: Any) -> Node:
    if kind is c.BRANCH:
        return "branch", tuple(_frozen(option) for option in value[1])
    if kind is c.SUBPATTERN:
        return "group", (_frozen(value[3]),)
    if kind in (c.MAX_REPEAT, c.MIN_REPEAT):
        least, most, inner = value
        return "repeat", (int(least), 0 if most is c.MAXREPEAT else int(most), _frozen(inner))
    if kind in (c.AT, c.ASSERT):
        return "nothing", None
    if kind is c.ASSERT_NOT:
        return ("set", 0) if not value[1] else ("nothing", None)  # (?!) never matches
    return "set", _letters(kind, value)


def _letters(kind: Any, value: Any) -> int:
    if kind is c.LITERAL:
        return 1 << value if value < 128 else 0
    if kind is c.NOT_LITERAL:
        return EVERY & ~_letters(c.LITERAL, value)
    if kind is c.ANY:
        return EVERY
    if kind is c.RANGE:
        return sum(1 << code for code in range(value[0], min(value[1], 127) + 1))
    if kind is c.CATEGORY:
        name = str(value).removeprefix("CATEGORY_")
        found = _CATEGORIES[name.removeprefix("NOT_")]
        return EVERY & ~found if name.startswith("NOT_") else found
    negated = bool(value) and value[0][0] is c.NEGATE
    found = 0
    for part, inner in value[1:] if negated else value:
        found |= _letters(part, inner)
    return EVERY & ~found if negated else found
