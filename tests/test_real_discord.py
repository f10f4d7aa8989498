"""The 31 real Discord files against a recount that shares no code with the program."""

import json
from collections import Counter, defaultdict
from datetime import datetime, timedelta

import pytest

from analyzers.exchanges import Rules
from analyzers.reports import build_report
from bot.config import ReportSection
from bot.connectors.files import ImportOptions, open_sources
from bot.services.collect import collect
from bot.services.derive import Deriver
from bot.services.report import Asked, gather, window
from storage.models import Brand
from storage.store import Store
from tests.factories import KeywordClassifier

ACCOUNTS = ["1299122980382703689", "704492398247674008", "498273781589213185", "690046058935615521"]
GAP = timedelta(minutes=5)


@pytest.fixture(scope="module")
def raw():
    from tests.conftest import SHARED

    folder = SHARED / "data" / "discord"
    if not folder.is_dir():
        pytest.skip(f"no shared data folder at {SHARED} (set GIVETAKE_SHARED)")
    messages = {}
    for path in sorted(folder.glob("*.json")):
        for message in json.loads(path.read_text())["messages"]:
            messages[message["id"]] = message
    return str(folder), messages


def brute_exchanges(messages, brand):
    """(message, member, inbound) of every contact, by the written rules, one message at a time."""
    bots = {m["author"]["id"] for m in messages.values() if m["author"]["isBot"]} - {brand}
    talk = [m for m in messages.values() if m["type"] in ("Default", "Reply")]
    talk.sort(key=lambda m: (datetime.fromisoformat(m["timestamp"]), m["id"]))
    found, last = set(), None
    for m in talk:
        author, to = m["author"]["id"], set()
        marks = [x["id"] for x in m["mentions"] if x["id"] != author]
        parent = messages.get((m.get("reference") or {}).get("messageId", ""))
        if parent:
            to.add(parent["author"]["id"])
        to.update(marks)
        turn = not marks and not m.get("reference") and last and last["author"]["id"] != author
        if turn and datetime.fromisoformat(m["timestamp"]) - datetime.fromisoformat(last["timestamp"]) <= GAP:
            to.add(last["author"]["id"])
        if author not in bots:
            last = m
        for other in to - {author}:
            if (author == brand) != (other == brand) and not {author, other} & bots:
                found.add((m["id"], other if author == brand else author, other == brand))
    return found


@pytest.mark.parametrize("native", ACCOUNTS)
def test_counts_ratio_and_contacts_equal_a_recount(raw, native):
    folder, messages = raw
    brand = Brand(name="B", accounts=(f"discord:{native}",))
    with Store() as store:
        deriver = Deriver(store, brand, Rules(), KeywordClassifier())
        collect(store, open_sources([folder], options=ImportOptions()), deriver)
        report = build_report(
            gather(store, brand, deriver.side().own, window(store, Asked()), ReportSection(), frozenset()), []
        )
        exchanges = store.exchanges("B", 1 << 60)
        books = store.ledgers("B")

    assert report.source.messages == len(messages)
    assert report.source.authors == len({m["author"]["id"] for m in messages.values()})
    assert report.source.replies == sum(bool(m.get("reference")) for m in messages.values())

    own = [m for m in messages.values() if m["author"]["id"] == native and m["type"] in ("Default", "Reply")]
    takes = sum("buy" in text(m) for m in own)
    assert (report.balance.gives, report.balance.takes) == (len(own) - takes, takes)

    expected = brute_exchanges(messages, native)
    assert {(e.message.split(":")[1], e.account.split(":")[1], e.inbound) for e in exchanges} == expected
    inbound, outbound = Counter(), Counter()
    last = defaultdict(str)
    for message, member, is_inbound in expected:
        (inbound if is_inbound else outbound)[member] += 1
        if is_inbound:
            moment = datetime.fromisoformat(messages[message]["timestamp"])
            last[member] = max(last[member] or moment, moment)
    for (account, _), ledger in books.items():
        member = account.split(":")[1]
        assert (ledger.in_count, ledger.out_count) == (inbound[member], outbound[member])
        if last[member]:
            assert ledger.in_last == int(last[member].timestamp() * 1000)
    assert len(books) == len(set(inbound) | set(outbound))


def text(message):
    """What the message says: bots without words of their own speak in embeds."""
    if message["content"] or not message["embeds"]:
        return message["content"]
    return "\n".join(f"{e.get('title') or ''}\n{e.get('description') or ''}" for e in message["embeds"])
