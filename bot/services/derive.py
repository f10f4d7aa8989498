"""Keep a brand's exchanges, labels, ledgers and tallies true to the messages.

Two ways lead to the same rows: :meth:`Deriver.apply` folds in what one batch changed, and
:meth:`Deriver.rebuild` starts from nothing (new rules, another model, an account that changed sides).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from analyzers import ledgers
from analyzers.classifier.protocol import Classifier
from analyzers.exchanges import Around, Rules, Side, Turn, counts_in_talk, find
from bot.services.label import Labeller
from bot.services.recall import Lately, Recall
from storage.conversation import Changes
from storage.ledger import DAY_MS, Ledger
from storage.models import Brand, Exchange, Label, Message, Tally, from_millis, to_millis
from storage.reviews import Verdict
from storage.rows import Row, message_of
from storage.store import Store

ExchangeKey = tuple[str, str, bool]
Progress = Callable[[int], None]


class Scope(msgspec.Struct):
    """The messages that one step looks at, by id.

    ``new`` were never seen by this derivation, ``before`` holds former versions of altered ones, and
    ``again`` follow from others that changed (answers and next turns). ``lately`` tells what came before the new
    ones, ``verdicts`` what people said of any of them.
    """

    new: dict[str, Message] = {}
    altered: dict[str, Message] = {}
    before: dict[str, Message] = {}
    again: dict[str, Message] = {}
    lately: Lately = msgspec.field(default_factory=Lately)
    verdicts: dict[str, Verdict] = {}

    def all(self) -> dict[str, Message]:
        """Every message as it is now."""
        return {**self.again, **self.altered, **self.new}

    def seen(self) -> dict[str, Message]:
        """The messages that may have derived rows, as they were then."""
        return {**self.again, **self.altered, **self.before}


class Deriver:
    """Derives one brand's rows in one store."""

    def __init__(self, store: Store, brand: Brand, rules: Rules, classifier: Classifier) -> None:
        """``rules`` say which contacts count; ``classifier`` judges the messages that matter."""
        self.store, self.brand, self.rules = store, brand, rules
        self.labeller = Labeller(store, classifier, brand)
        self._recall = Recall(store)
        self._side: tuple[object, Side] | None = None
        self.digest = _digest(brand, rules, classifier.model)

    def side(self) -> Side:
        """Who speaks for the brand, and who is nobody's (excluded accounts and other people's bots)."""
        mark = self.store.generation, self.store.sides  # accounts changed, or others wrote
        if self._side is None or self._side[0] != mark:
            speakers = self.store.own_accounts(self.brand.accounts, self.brand.roles)
            self._side = mark, side_of(self.brand, speakers, self.store.bots())
        return self._side[1]

    def ensure(self, progress: Progress | None = None) -> bool:
        """Rebuild if the rows do not follow today's rules; tells whether it had to."""
        if self.store.rules(self.brand.name) == self.digest:
            return False
        self.rebuild(progress)
        return True

    def rebuild(self, progress: Progress | None = None) -> None:
        """Derive everything again, in one transaction; ``progress`` is told of messages done."""
        with self.store.transaction():
            self.store.clear_derived(self.brand.name)
            side = self.side()
            for messages in self.store.all_messages():
                new = {m.id: m for m in messages}
                self._derive(Scope(new=new, lately=Lately(late=set(new)), verdicts=self.store.verdicts(new)), side)
                if progress:
                    progress(len(messages))
            self.store.set_rules(self.brand.name, self.digest)

    def apply(self, changes: Changes) -> None:
        """Fold in what a batch changed; call it in the batch's transaction."""
        side, rows = self.side(), changes.rows
        if self._unsettles(changes):
            self.store.mark_stale(self.brand.name)
        scope = Scope(
            altered={new.id: new for _, new in changes.altered},
            before={old.id: old for old, _ in changes.altered},
            lately=self._recall.take(changes, side),
        )
        scope.again = self._dependents(scope, rows, side)
        scope.verdicts = self.store.verdicts([*(row[0] for row in rows), *scope.altered, *scope.again])
        judged = [row for row in rows if row[0] in scope.verdicts] if scope.verdicts else []
        scope.new = {row[0]: message_of(row) for row in (*scope.lately.rows, *judged)}
        if scope.new or scope.altered or scope.again:
            self._derive(scope, side)

    def reconsider(self, messages: Iterable[str]) -> None:
        """Judge stored messages again, because a person gave or took back a verdict; call it in a transaction.

        Their labels, and the tallies, exchanges and ledgers that count them, follow.
        """
        again = {m.id: m for m in self.store.messages(messages)}
        self._derive(Scope(again=again, verdicts=self.store.verdicts(again)), self.side())

    def _unsettles(self, changes: Changes) -> bool:
        """Whether an account changed sides or a message its place: rare, and best answered by a rebuild."""
        roles = set(self.brand.roles)
        if any(old.bot != new.bot or (set(old.roles) ^ set(new.roles)) & roles for old, new in changes.accounts):
            return True
        if any((old.channel, old.time) != (new.channel, new.time) for old, new in changes.altered):
            return True
        met = [account.id for account in changes.arrived if account.bot or set(account.roles) & roles]
        return bool(met) and self.store.named_before(met, (row[0] for row in changes.rows))

    def _dependents(self, scope: Scope, rows: Sequence[Row], side: Side) -> dict[str, Message]:
        """Stored messages whose contacts may follow from the changed ones, and that concern the brand."""
        followers = self.store.followers([*(row[0] for row in rows), *scope.altered])
        late = scope.lately.late | scope.altered.keys()
        if not followers and not late:
            return {}
        ours = {row[0] for row in rows if row[3] in side.own}
        ours |= {m.id for m in (*scope.altered.values(), *scope.before.values()) if m.author in side.own}
        found = {key for key, author, about in followers if about in ours or author in side.own}
        if others := {key for key, *_ in followers} - found:
            found |= self.store.labels(others).keys()  # judged before what they answer was known
        found.update(self.store.turns_after(late, side.excluded) if late else ())
        found -= scope.altered.keys() | {row[0] for row in rows}
        return {message.id: message for message in self.store.messages(found)} if found else {}

    def _derive(self, scope: Scope, side: Side) -> None:
        messages, seen = scope.all(), scope.seen()
        found = {_key(e): e for e in find(messages.values(), self._around(scope, side), side, self.rules)}
        stored = {_key(e): e for e in self.store.exchanges_of(self.brand.name, seen)} if seen else {}
        before = self.store.labels(seen) if seen else {}
        matter = carriers(found) | scope.verdicts.keys()
        wanted = [m for m in messages.values() if counts_in_talk(m) and (m.author in side.own or m.id in matter)]
        known = self._still_true(scope, before) | self._kept(scope.new)
        after = self.labeller.label(wanted, known=known, own=side.own, verdicts=scope.verdicts)
        self._write_labels(before, after)
        self._tally(scope, side, before, after)
        self._write_exchanges(stored, found, before, after)

    def _around(self, scope: Scope, side: Side) -> Around:
        """What the rules of contact must know of the messages around these."""
        messages, late = scope.all(), scope.lately.late
        answered = {m.reply_to for m in messages.values() if m.reply_to} | {
            m.thread for m in messages.values() if m.thread and not m.reply_to
        }
        asked = [key for key in messages if key not in scope.new or key in late]
        turns = {
            message: Turn(previous, author, from_millis(time))
            for message, previous, author, time in (self.store.turns_before(asked, side.excluded) if asked else ())
            if author != messages[message].author
        }
        return Around(self._recall.authors(answered), scope.lately.before | turns)

    def _still_true(self, scope: Scope, labels: Mapping[str, Label]) -> dict[str, Label]:
        """The stored labels that need no second look: same text, same context, same model."""
        edited = {key for key, old in scope.before.items() if old.text != scope.altered[key].text}
        stale, model = edited | scope.again.keys(), self.labeller.classifier.model
        fresh = {key: label for key, label in labels.items() if key not in stale and label.model == model}
        return fresh | self._kept({key: m for key, m in scope.again.items() if key not in edited})

    def _kept(self, messages: Mapping[str, Message]) -> dict[str, Label]:
        """The classifier's labels of messages whose text retention has cleared: nobody can judge them again."""
        empty = [key for key, message in messages.items() if not message.text]
        stored = self.store.labels(empty) if empty else {}
        return {key: label for key, label in stored.items() if not label.model.startswith("human:")}

    def _write_labels(self, before: Mapping[str, Label], after: Mapping[str, Label]) -> None:
        self.store.put_labels({key: label for key, label in after.items() if before.get(key) != label})
        if gone := before.keys() - after.keys():
            self.store.drop_labels(gone)

    def _tally(self, scope: Scope, side: Side, before: Mapping[str, Label], after: Mapping[str, Label]) -> None:
        """Take out of the tallies what the messages put in, and put in what they are now."""
        counts: Counter[Tally] = Counter()
        for versions, labels, step in ((scope.seen(), before, -1), (scope.all(), after, 1)):
            for message in versions.values():
                if message.author in side.own and counts_in_talk(message) and message.id in labels:
                    counts[tally_of(self.brand.name, message, labels[message.id])] += step
        self.store.add_tallies([msgspec.structs.replace(t, count=n) for t, n in counts.items() if n])

    def _write_exchanges(
        self,
        stored: Mapping[ExchangeKey, Exchange],
        found: Mapping[ExchangeKey, Exchange],
        before: Mapping[str, Label],
        after: Mapping[str, Label],
    ) -> None:
        """Store the difference, then bring the ledgers it touches up to date."""
        labelled = {key: with_label(exchange, after) for key, exchange in found.items()}
        old = {key: with_label(exchange, before) for key, exchange in stored.items()}
        gone = [exchange for key, exchange in old.items() if labelled.get(key) != exchange]
        come = [exchange for key, exchange in labelled.items() if old.get(key) != exchange]
        self.store.drop_exchanges(gone)
        self.store.put_exchanges(come)
        self._book(gone, come)

    def _book(self, gone: Iterable[Exchange], come: Iterable[Exchange]) -> None:
        """Merge new contacts into their ledgers; fold a ledger that lost one from its exchanges again."""
        again = {(e.account, e.community) for e in gone}
        added: dict[tuple[str, str], Ledger] = {}
        for exchange in come:
            key = exchange.account, exchange.community
            if key not in again:
                added[key] = ledgers.merge(added.get(key, Ledger()), ledgers.of(exchange))
        kept = self.store.ledgers(self.brand.name, {account for account, _ in added})
        books = {key: ledgers.merge(kept.get(key, Ledger()), ledger) for key, ledger in added.items()}
        for account, community in again:
            books[account, community] = ledgers.fold(self.store.exchanges_with(self.brand.name, account, community))
        self.store.put_ledgers(self.brand.name, books)


def side_of(brand: Brand, speakers: frozenset[str], bots: frozenset[str]) -> Side:
    """The brand's side: ``speakers`` are its accounts and those that hold its roles."""
    excluded = frozenset(brand.excluded)
    own = speakers - excluded
    return Side(brand.name, own, (bots | excluded) - own)


def _digest(brand: Brand, rules: Rules, model: str) -> str:
    """A short name for everything that derived rows follow from, beside the messages."""
    means = sorted(rules.means)
    parts = msgspec.json.encode([msgspec.to_builtins(brand), means, rules.gap.total_seconds(), model])
    return hashlib.blake2b(parts, digest_size=12).hexdigest()


def _key(exchange: Exchange) -> ExchangeKey:
    return exchange.message, exchange.account, exchange.inbound


def carriers(found: Mapping[ExchangeKey, Exchange]) -> set[str]:
    """The messages whose words made a contact: reactions have none."""
    return {exchange.message for exchange in found.values() if exchange.means != "reaction"}


def with_label(exchange: Exchange, labels: Mapping[str, Label]) -> Exchange:
    """The contact with the label of its message, if its words made it."""
    label = labels.get(exchange.message) if exchange.means != "reaction" else None
    word, kind = (label.label, label.kind) if label else (None, "")
    return msgspec.structs.replace(exchange, label=word, kind=kind)


def tally_of(brand: str, message: Message, label: Label) -> Tally:
    """What one message of the brand adds to the tallies."""
    assert message.author is not None
    return Tally(
        brand=brand, community=message.community, channel=message.channel, account=message.author,
        day=to_millis(message.time) // DAY_MS, label=label.label, kind=label.kind, count=1,
    )  # fmt: skip
