"""Real data of two platforms as one brand: linked members merge in one report, and unlinking leaves all as it was."""

import pytest

from analyzers.exchanges import Rules
from analyzers.forecast.model import shipped
from bot.config import ReportSection
from bot.connectors.files import ImportOptions, open_sources
from bot.services import link as service
from bot.services.collect import collect
from bot.services.derive import Deriver
from bot.services.report import Asked, report
from bot.services.rights import forget
from storage.models import Brand, from_millis
from storage.store import Store
from tests.databases import dumped
from tests.factories import KeywordClassifier

DISCORD = "discord:1299122980382703689"


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    from tests.conftest import SHARED

    folder = SHARED / "data"
    if not (folder / "discord").is_dir():
        pytest.skip(f"no shared data folder at {SHARED} (set GIVETAKE_SHARED)")
    path = tmp_path_factory.mktemp("one") / "a.db"
    store = Store(path)
    sources = [
        folder / "discord",
        folder / "reddit" / "GradSchool_submissions.zst",
        folder / "reddit" / "GradSchool_comments.zst",
    ]
    collect(store, open_sources([str(each) for each in sources], options=ImportOptions()))
    busiest = [account.id for account, *_ in store.busiest("reddit:", 40) if account.name != "AutoModerator"]
    brand = Brand(name="One", accounts=tuple(sorted((DISCORD, busiest[0]))))
    deriver = Deriver(store, brand, Rules(), KeywordClassifier())
    deriver.ensure()
    yield store, brand, deriver, path
    store.close()


def asked(store, brand):
    return report(store, brand, frozenset(brand.accounts), Asked(), ReportSection(), shipped())


def test_linked_members_merge_and_unlinking_leaves_everything_as_it_was(audited):
    store, brand, *_ = audited
    told, before = asked(store, brand), dumped(store)
    people = {each.member.id: each for each in told.relationships}
    heard = sorted((each for each in people.values() if each.received), key=lambda each: -each.received)
    a = next(each for each in heard if each.member.id.startswith("discord:"))
    b = next(each for each in heard if each.member.id.startswith("reddit:"))
    assert {row.id.split(":")[0] for row in told.by["community"]} == {"discord", "reddit"}
    service.link(store, brand.accounts, a.member.id, b.member.id, reason="r", time=1)
    merged = {each.member.id: each for each in asked(store, brand).relationships}
    one = merged[a.member.id]
    assert (one.received, one.gave, one.took) == (a.received + b.received, a.gave + b.gave, a.took + b.took)
    assert one.last_contact == max(a.last_contact, b.last_contact)
    assert len(merged) == len(people) - 1
    service.unlink(store, a.member.id)
    assert asked(store, brand) == told
    assert dumped(store) == before


def test_a_real_person_is_forgotten_to_the_last_byte(audited):
    store, brand, deriver, path = audited
    gone = next(
        account for account, *_ in store.busiest("discord:", 30)
        if account.id not in brand.accounts and len(account.name) > 7
    )  # fmt: skip
    texts = [m.text for batch in store.all_messages() for m in batch if m.author == gone.id and len(m.text) > 60]
    done = forget(store, [gone.id], deriver, now=from_millis(1 << 40), every_word=True)
    assert done.messages > 50 and texts
    marks = [gone.id.split(":")[1], gone.name, *texts]
    for file in path.parent.iterdir():
        data = file.read_bytes()
        assert not [mark for mark in marks if mark.encode() in data], file.name
    live = store.tallies("One", 1 << 40), store.exchanges("One", 1 << 60)
    deriver.rebuild()
    assert (store.tallies("One", 1 << 40), store.exchanges("One", 1 << 60)) == live
