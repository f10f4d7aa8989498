"""A click is decided once and its card tells the truth, wherever the program ends on the way."""

import pytest

from bot.cogs.review import ReviewButton
from storage.store import Store
from tests.bot.services.test_deliver import CrashError
from tests.bot.services.test_review import AD, MARA, NOW, Desk
from tests.factories import message
from tests.fakes.discord.replies import visible


class Ending:
    """A database connection of a program that ends at its n-th statement."""

    def __init__(self, conn, at):
        self._conn, self._left = conn, at

    def __getattr__(self, name):
        found = getattr(self._conn, name)
        if name not in ("execute", "executemany"):
            return found

        def run(sql, *args):
            if self._left == 0 and sql != "ROLLBACK":
                raise CrashError
            self._left -= 1
            return found(sql, *args)

        return run


def verdicts(store):
    row = store.conn.execute("SELECT count(*), max(label) FROM verdict").fetchone()
    deeds = [deed.deed for deed in store.deeds([1])]
    ledger = store.ledgers("Acme")["file:ben", "file:town"]
    return tuple(row), deeds, (ledger.gave, ledger.took)


def test_a_hundred_crashes_around_a_verdict_record_it_once(tmp_path):
    ended = 0
    for point in range(100):
        with Store(tmp_path / f"{point}.db") as store:
            desk = Desk(store)
            desk.hear(message(1, "acme", text=AD, mentions=["ben"]), now=NOW)
            store.conn = Ending(store.conn, point % 34)
            try:
                desk.reviewer.decide(1, "override", MARA, NOW)
            except CrashError:
                ended += 1
        with Store(tmp_path / f"{point}.db") as store:
            desk = Desk(store)
            outcome = desk.reviewer.decide(1, "override", MARA, NOW)  # the same person clicks again
            assert outcome.done
            assert verdicts(store) == ((1, "give"), ["flagged", "override"], (1, 0)), point
    assert ended > 50


ROUTES = [
    ("POST /interactions/{interaction_id}/{interaction_token}/callback", {"drop": True}),
    ("POST /interactions/{interaction_id}/{interaction_token}/callback", {"lose": True}),
    ("PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", {"drop": True}),
    ("PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", {"lose": True}),
    ("PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", {"status": 500}),
]


@pytest.mark.parametrize(("route", "fault"), ROUTES)
def test_a_click_whose_answer_fails_counts_once_and_the_card_follows(loop_run, tmp_path, route, fault):
    async def story(town):
        import contextlib

        post, card = await town.flagged()
        town.server.faults.add(route, times=9, **fault)
        with contextlib.suppress(AssertionError):
            await town.server.click(town.mara, card, "Override", wait=0.3)
        town.server.faults.waiting.clear()
        await town.stop()
        await town.start()
        with contextlib.suppress(AssertionError):
            await town.server.click(town.mara, card, "Override", wait=1)
        await town.cog("Reviews").look()
        assert "Kept as a give by mara" in visible(card)
        deeds = await town.office.ask(lambda tools: [deed.deed for deed in tools.store.deeds([1])])
        assert deeds == ["flagged", "override"]
        found = await town.office.ask(lambda tools: tools.store.verdicts([f"discord:{post.id}"]))
        assert [verdict.label for verdict in found.values()] == ["give"]

    loop_run(story, tmp_path)


def test_the_button_ids_fit_discord_for_ever():
    button = ReviewButton(10**15, "override", 10**9, "0123456789abcdef")
    assert len(button.custom_id) <= 100
    assert ReviewButton.__discord_ui_compiled_template__.fullmatch(button.custom_id)
