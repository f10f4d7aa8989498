"""Forgetting: no table, free page, log or backup holds the name, the id or the text; and nobody comes back."""

import json
import shutil
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from analyzers.exchanges import Rules
from bot.services.backup import backup
from bot.services.derive import Deriver
from bot.services.rights import export, forget
from storage.errors import StoreError, StoreLockedError, UsageError
from storage.models import Account, Batch, Brand, Channel, Community, Message, Problem, Reaction
from storage.people import Link
from storage.reviews import Verdict, Who, judged
from storage.store import Store
from tests.bot.services.test_derive import rows
from tests.databases import dumped
from tests.factories import START, KeywordClassifier, at

NOW = START + timedelta(days=9)
BRAND = Brand(name="Acme", accounts=("discord:1", "reddit:acme"))
QUILL = Account(id="discord:555777999", name="quillfeather", display="Quill Feather")
REDDIT = Account(id="reddit:quill_feather9", name="Quill_Feather9")
SECRETS = (
    b"quillfeather",
    b"Quill Feather",
    b"555777999",
    b"quill_feather9",
    b"parsnip confession",
    b"parsnip_confession",
)


def said(number: int, author: str | None, text: str, platform: str = "discord", **fields) -> Message:
    place = "discord:guild" if platform == "discord" else "reddit:r/soil"
    return Message(
        id=f"{platform}:m{number}",
        community=fields.pop("community", place),
        channel=fields.pop("channel", f"{place}x"),
        author=author and f"{platform}:{author}",
        time=at(number),
        text=text,
        **fields,
    )


def story() -> Batch:
    plus = Reaction(emoji="+", count=2, users=(QUILL.id, "discord:1"))
    place = "reddit:r/u_quill_feather9"
    broken = '{"author":"quillfeather","body":"parsnip confession'
    quill, reddit = QUILL.id.split(":")[1], REDDIT.id.split(":")[1]
    long = "parsnip confession " * 300  # spills over several pages of the file
    return Batch(
        source="test",
        position=20,
        messages=(
            said(1, "1", "Hello all"),
            said(2, quill, "my parsnip confession, how do I water?", mentions=("discord:1",)),
            said(3, "1", "Gladly <@555777999>, buy a hose", reply_to="discord:m2", mentions=(QUILL.id,)),
            said(4, "7", "> my parsnip confession\nI agree @quillfeather", reply_to="discord:m2"),
            said(5, "7", "what Quill Feather says", reactions=(plus,)),
            said(6, quill, long, channel="discord:thread", thread="discord:m6"),
            said(7, "1", "thanks", channel="discord:thread", thread="discord:m6"),
            said(11, reddit, "parsnip confession\n\nit rots", "reddit", thread="reddit:m11"),
            said(
                12,
                "acme",
                "so sorry u/Quill_Feather9",
                "reddit",
                reply_to="reddit:m11",
                thread="reddit:m11",
                mentions=(REDDIT.id,),
                url="https://www.reddit.com/r/soil/comments/m11/parsnip_confession/m12/",
            ),
            said(13, "bo", "poor thing", "reddit", community=place, channel=place),
        ),
        accounts=(QUILL, REDDIT, Account(id="discord:1", name="acme"), Account(id="discord:7", name="bo")),
        channels=(
            Channel(id="discord:guildx", community="discord:guild", name="talk", topic="ask quillfeather anything"),
            Channel(id="discord:thread", community="discord:guild", name="parsnip confession", kind="thread"),
            Channel(id=place, community=place, name="r/u_Quill_Feather9", kind="board"),
        ),
        communities=(Community(id="discord:guild", name="Guild"), Community(id=place, name="r/u_Quill_Feather9")),
        problems=(Problem(source="x", position=3, reason="cut off", excerpt=broken),),
    )


def filled(path: Path | str) -> Store:
    store = Store(path)
    deriver = Deriver(store, BRAND, Rules(), KeywordClassifier())
    deriver.ensure()
    with store.transaction():
        deriver.apply(store.put(story()))
    with store.transaction():
        store.put_link(Link(a=QUILL.id, b=REDDIT.id, reason="said so: quill_feather9", time=1))
        store.put_rejection(QUILL.id, "reddit:bo", 1)
        store.put_crm_ids({QUILL.id: "crm-1"})
        store.put_profile(QUILL.id, "I am quill_feather9")
        store.put_profile("discord:7", "friend of quillfeather")
        store.put_verdict(
            Verdict(
                message="discord:m3",
                label="take",
                by=Who(id=QUILL.id, name="Quill Feather"),
                time=2,
                judged=judged("x"),
            )
        )
        label = store.labels(["discord:m2"])["discord:m2"]
        number = store.add_review("discord:m2", "low", label, b"1", 3)
        store.conn.execute(
            "INSERT INTO audit (review, message, time, actor, name, deed, detail)"
            " VALUES (?, 'discord:m3', 3, ?, 'Quill Feather', 'agreed', 'quillfeather')",
            (number, QUILL.id),
        )
        store.conn.execute("CREATE TABLE later (member TEXT, note TEXT)")  # a table that nobody told forgetting about
        store.conn.execute("INSERT INTO later VALUES (?, 'p = 0.3'), ('discord:7', ?)", (QUILL.id, f"knows {QUILL.id}"))
    return store


def deriver_of(store: Store) -> Deriver:
    return Deriver(store, BRAND, Rules(), KeywordClassifier())


def leaks(files: Iterable[Path]) -> list[tuple[str, bytes]]:
    found = []
    for path in files:
        data = path.read_bytes().lower()
        found += [(path.name, secret) for secret in SECRETS if secret.lower() in data]
    return found


def test_no_byte_of_any_file_remains(database, files, tmp_path):
    with filled(database) as store:
        backup(store, tmp_path / "copy.db", now=NOW)
        assert {secret for _, secret in leaks(files())} == set(SECRETS)
        done = forget(store, [QUILL.id, REDDIT.id], deriver_of(store), now=NOW)
        assert leaks(files()) == []  # while it is open: SQLite's write-ahead log too
        assert (done.messages, len(done.backups), done.lost, done.words) == (4, 1, {}, {})
    assert leaks(files()) == []


def test_what_others_said_stays_without_the_name(database):
    with filled(database) as store:
        forget(store, [QUILL.id, REDDIT.id], deriver_of(store), now=NOW)
        texts = {
            m.id: m for m in store.messages(["discord:m3", "discord:m4", "discord:m5", "reddit:m12", "discord:m1"])
        }
        assert texts["discord:m3"].text == "Gladly [forgotten], buy a hose"
        assert texts["discord:m3"].reply_to == "discord:forgotten"
        assert texts["discord:m4"].text.strip() == "I agree @[forgotten]"
        assert texts["discord:m5"].text == "what [forgotten] says"
        assert texts["discord:m5"].reactions[0].users == ("discord:1",)
        assert texts["reddit:m12"].url == "https://www.reddit.com/r/soil/comments/m11/_/m12/"
        assert texts["discord:m1"].text == "Hello all"
        assert store.channels()["discord:thread"].name == "[forgotten]"
        assert store.conn.execute("SELECT * FROM later").fetchall() == [("discord:7", "knows [forgotten]")]


def test_the_figures_equal_those_of_a_rebuild(database):
    with filled(database) as store:
        forget(store, [QUILL.id, REDDIT.id], deriver_of(store), now=NOW)
        live = rows(store)
        counts = store.conn.execute("SELECT id, messages, replies FROM community").fetchall()
        deriver_of(store).rebuild()
        assert live == rows(store)
        assert counts == [("discord:guild", 5, 2), ("reddit:r/soil", 1, 1)]


def test_a_new_import_brings_nobody_back(database, files):
    with filled(database) as store:
        forget(store, [QUILL.id, REDDIT.id], deriver_of(store), now=NOW)
        before = dumped(store)
        late = said(30, "7", "@Quill Feather and <@555777999>, come back", mentions=(QUILL.id,))
        ghost = said(2, None, "my parsnip confession", removed="author")
        with store.transaction():
            deriver_of(store).apply(store.put(story()))
        assert dumped(store) == before
        with store.transaction():
            store.put(Batch(source="more", position=1, messages=(late, ghost)))
        assert store.messages(["discord:m30"])[0].text == "@[forgotten] and [forgotten], come back"
        assert store.messages(["discord:m2"]) == []
        store.scrub()
    assert leaks(files()) == []


def test_a_lost_key_is_told_and_not_replaced(tmp_path):
    with filled(tmp_path / "a.db") as store:
        forget(store, [QUILL.id], deriver_of(store), now=NOW)
    (tmp_path / "a.db.key").unlink()
    with Store(tmp_path / "a.db") as store, pytest.raises(StoreError, match="key"):
        store.put(story())


def test_the_key_may_come_from_the_environment(database, monkeypatch, tmp_path):
    monkeypatch.setenv("GIVETAKE_SECRET", "s3cret")
    with filled(database) as store:
        forget(store, [QUILL.id, REDDIT.id], deriver_of(store), now=NOW)
    assert not (tmp_path / "a.db.key").exists()
    with Store(database) as store:
        assert store.sieve(story()).accounts == story().accounts[2:]


def test_an_ordinary_word_is_left_unless_asked_for(database):
    with Store(database) as store:
        will = Account(id="discord:8", name="will")
        texts = [said(n, "7", f"I will do it {n}") for n in range(60)]
        with store.transaction():
            store.put(
                Batch(
                    source="t",
                    position=1,
                    messages=(*texts, said(99, "8", "hm"), said(98, "7", "ask @will")),
                    accounts=(will,),
                )
            )
        assert forget(store, ["discord:8"], None, now=NOW).words == {"will": 60}
        assert {m.text for m in store.messages(["discord:m1", "discord:m98"])} == {"I will do it 1", "ask @[forgotten]"}


def test_every_word_goes_when_asked_for(database):
    with Store(database) as store:
        texts = [said(n, "7", f"I will do it {n}") for n in range(60)]
        batch = Batch(source="t", position=1, messages=tuple(texts), accounts=(Account(id="discord:8", name="will"),))
        with store.transaction():
            store.put(batch)
        assert forget(store, ["discord:8"], None, now=NOW, every_word=True).words == {}
        assert store.messages(["discord:m1"])[0].text == "I [forgotten] do it 1"


def test_a_user_named_like_a_value_of_ours_breaks_nothing(store):
    with store.transaction():
        store.put(
            Batch(
                source="t",
                position=1,
                messages=(said(1, "8", "give"), said(2, "7", "give me five")),
                accounts=(Account(id="discord:8", name="give"), Account(id="discord:9", name="chat")),
                channels=(Channel(id="discord:guildx", community="discord:guild", name="give", kind="chat"),),
            )
        )
    forget(store, ["discord:8"], None, now=NOW)
    forget(store, ["discord:9"], None, now=NOW)
    assert store.channels()["discord:guildx"] == Channel(id="discord:guildx", community="discord:guild", name="give")


@pytest.mark.parametrize("name", [".", "🙂", "I", "-_-", "100", "a b", "Old Man", "(x)", "[", "take", "%", "ß", "__"])
def test_a_name_of_any_kind_leaves_others_alone(database, name):
    text = "I met an Old Man. 100 (x) [ 🙂 -_- a b % ß __ take"
    accounts = (Account(id="reddit:take", name=name), Account(id="discord:7", name="bo"))
    with Store(database) as store:
        others = [said(n, "7", text) for n in range(60)]
        with store.transaction():
            deriver_of(store).apply(store.put(Batch(source="t", position=1, messages=tuple(others), accounts=accounts)))
        forget(store, ["reddit:take"], deriver_of(store), now=NOW)
        assert {m.text for m in store.messages(m.id for m in others)} == {text}


def test_a_reader_that_holds_the_log_is_told_of_and_the_next_run_finishes(tmp_path, monkeypatch):
    monkeypatch.setattr("storage.erasing._PATIENCE", 0.2)
    with filled(tmp_path / "a.db") as store:
        reader = Store(tmp_path / "a.db", timeout=0.1)
        reader.conn.execute("BEGIN")
        reader.conn.execute("SELECT count(*) FROM message").fetchone()
        store.conn.execute("PRAGMA busy_timeout = 100")
        with pytest.raises(StoreLockedError):
            forget(store, [QUILL.id, REDDIT.id], deriver_of(store), now=NOW)
        reader.close()
        forget(store, [QUILL.id, REDDIT.id], deriver_of(store), now=NOW)
        assert leaks(p for p in tmp_path.rglob("*") if p.is_file()) == []


def test_a_backup_that_is_gone_or_broken_is_named(tmp_path):
    with filled(tmp_path / "a.db") as store:
        gone, broken = backup(store, tmp_path / "gone.db", now=NOW), backup(store, tmp_path / "broken.db", now=NOW)
        gone.unlink()
        broken.write_bytes(b"no database" * 100)
        done = forget(store, [QUILL.id], deriver_of(store), now=NOW)
        assert set(done.lost) == {str(gone), str(broken)}
        assert store.backups() == [str(broken)]


def test_a_server_needs_the_key_from_the_environment(postgres, monkeypatch):
    monkeypatch.delenv("GIVETAKE_SECRET")
    address = postgres.database()
    with filled(address) as store:
        with pytest.raises(StoreError, match="not in the database") as caught:
            forget(store, [QUILL.id], deriver_of(store), now=NOW)
        assert "GIVETAKE_SECRET" in caught.value.remedy
        assert store.accounts([QUILL.id])  # nothing was half done
    monkeypatch.setenv("GIVETAKE_SECRET", "one")
    with Store(address) as store:
        forget(store, [QUILL.id], deriver_of(store), now=NOW)
    monkeypatch.setenv("GIVETAKE_SECRET", "another")
    with Store(address) as store, pytest.raises(StoreError, match="key"):
        store.put(story())


def test_a_backup_on_another_machine_stays_on_the_list(postgres, tmp_path):
    with filled(postgres.database()) as store:
        path = backup(store, tmp_path / "copy.db", now=NOW)
        path.rename(tmp_path / "away.db")
        assert forget(store, [QUILL.id], deriver_of(store), now=NOW).lost == {str(path): "it is not on this machine"}
        assert store.backups() == [str(path)]


def test_a_restored_backup_still_knows_whom_to_keep_out(tmp_path):
    with filled(tmp_path / "a.db") as store:
        copy = backup(store, tmp_path / "copy.db", now=NOW)
        forget(store, [QUILL.id, REDDIT.id], deriver_of(store), now=NOW)
    shutil.copy(copy, tmp_path / "a.db")
    with Store(tmp_path / "a.db") as store, store.transaction():
        assert store.put(story()).new == []


def test_nobody_is_forgotten_twice_or_by_mistake(store):
    with pytest.raises(UsageError, match="Nothing is held"):
        forget(store, ["discord:404"], None, now=NOW)


def test_an_export_holds_every_row_and_no_word_of_others(database):
    with filled(database) as store:
        made = export(store, [QUILL.id, REDDIT.id], now=NOW)
    text = json.dumps(made)
    assert {"message", "label", "exchange", "ledger", "account", "author_day", "link", "crm", "review", "later"} <= set(
        made["held"]
    )
    assert {row["id"] for row in made["held"]["message"]} == {"discord:m2", "discord:m6", "reddit:m11"}
    assert made["named_by_others"] == ["discord:m3", "discord:m4", "discord:m5", "discord:m7", "reddit:m12"]
    assert "Gladly" not in text and "I agree" not in text
