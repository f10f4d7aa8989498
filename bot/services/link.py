"""One person, several accounts: link them, take it back, and suggest who may be one.

Ledgers stay with accounts and merge when they are read, so a link changes no row but its own.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping

from analyzers.identities import CLAIM_WORDS, Suggestion, suggest
from storage.errors import UsageError
from storage.models import Account, Member
from storage.people import Link, pair
from storage.store import Store


def members(store: Store, accounts: Iterable[str]) -> dict[str, Member]:
    """The people behind accounts, by account; a person's id is the first of all their accounts."""
    wanted, groups = list(accounts), store.groups()
    people = {key: groups.get(key, (key,)) for key in wanted}
    known = store.accounts({account for group in people.values() for account in group})
    return {key: _member(group, known) for key, group in people.items()}


def _member(group: tuple[str, ...], known: Mapping[str, Account]) -> Member:
    named = next((key for key in group if key in known), group[0])
    return Member(id=group[0], name=shown(known.get(named), group[0]), accounts=group)


def shown(account: Account | None, key: str) -> str:
    """The name under which people know an account."""
    return (account.display or account.name) if account else key


def find_account(store: Store, text: str) -> str:
    """The account that a person means by an id or a name. Raises UsageError, naming what was perhaps meant."""
    wanted = text.strip()
    if wanted in store.known_accounts([wanted]):
        return wanted
    found = store.like_account(wanted.removeprefix("@").removeprefix("u/"))
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{text!r} may be any of {', '.join(found[:5])}.", "Give the whole id.")
    names = {name for each in store.every_account() for name in (each.id, each.name) if name}
    close = difflib.get_close_matches(wanted, names, n=1)
    hint = f"Perhaps you meant {close[0]!r}." if close else "givetake members lists who is known."
    raise UsageError(f"No account is called {text!r}.", hint)


def link(store: Store, own: Collection[str], a: str, b: str, *, reason: str, time: int) -> Member:
    """Say that two accounts are one person; ``time`` is in milliseconds. Raises UsageError."""
    if a == b:
        raise UsageError(f"{a} is one account.", "Name two different ones.")
    if ours := sorted({a, b} & set(own)):
        raise UsageError(f"{ours[0]} speaks for the brand.", "Only members are linked.")
    with store.transaction():
        store.put_link(Link(*pair(a, b), reason=reason, time=time))
    return members(store, [a])[a]


def unlink(store: Store, a: str, b: str | None = None) -> list[Link]:
    """Take back the links between two accounts, or all of one; returns them. Raises UsageError when there is none."""
    wanted = {a, b} - {None}
    found = [each for each in store.links() if wanted <= {each.a, each.b}]
    if not found:
        raise UsageError(f"{a} is not linked{f' with {b}' if b else ''}.", "givetake member list shows the links.")
    with store.transaction():
        store.drop_links(found)
    return found


def suggestions(store: Store, own: Collection[str]) -> list[Suggestion]:
    """Pairs that may be one person and that nobody has decided about yet; the brand's accounts are left out."""
    groups = store.groups()
    accounts = [account for account in store.every_account() if account.id not in own]
    made = suggest(accounts, store.claims(CLAIM_WORDS), store.profiles(), store.rejections())
    return [each for each in made if each.b not in groups.get(each.a, ())]


def accept(store: Store, own: Collection[str], a: str, b: str, *, time: int) -> Member:
    """Link two accounts for the reasons for which it was suggested. Raises UsageError when it was not."""
    chosen = pair(a, b)
    found = next((each for each in suggestions(store, own) if (each.a, each.b) == chosen), None)
    if found is None:
        raise UsageError(f"Nobody suggested that {a} and {b} are one person.", "Say so with: givetake member link")
    return link(store, own, a, b, reason="; ".join(found.reasons), time=time)


def reject(store: Store, a: str, b: str, *, time: int) -> None:
    """Remember that two accounts are two people, so that it is not suggested again. Raises UsageError if linked."""
    if b in store.person(a):
        raise UsageError(f"{a} and {b} are linked.", f"Take it back first: givetake member unlink {a} {b}")
    with store.transaction():
        store.put_rejection(a, b, time)
