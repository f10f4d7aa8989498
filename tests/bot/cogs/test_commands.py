"""The commands: what people see of reports, drafts and settings, and what they must not see."""

import pytest

from storage.models import Batch, Message
from tests.bot.render.test_embeds import LONG
from tests.fakes.discord.replies import NotOffered


async def talk(town):
    """A little history: the brand answers, sells once, and somebody waits."""
    ask = await town.say(town.general, town.ben, "how do I reset it?")
    await town.say(town.general, town.acme, "hold the button", reply_to=ask)
    await town.say(town.general, town.acme, "buy our new lamp")
    await town.say(town.general, town.ann, f"{town.acme.mention} is there a manual?")
    await town.say(town.staff, town.mara, f"{town.acme.mention} shall we sell the secret lamp?")


def test_everybody_is_offered_what_is_theirs(loop_run, tmp_path):
    async def story(town):
        names = {each["name"] for each in town.server.commands[town.guild.id]}
        assert names == {
            "report", "ratio", "relationships", "relationship", "next", "check", "queue", "digest", "privacy", "mydata",
            "forgetme", "optout", "setup", "status", "Audit this message", "Report as promotion", "Relationship",
        }  # fmt: skip
        for name in ("report", "setup", "queue", "digest list"):
            with pytest.raises(NotOffered):
                await town.server.slash(town.ann, town.general, name)
        with pytest.raises(NotOffered):
            await town.server.user_menu(town.ann, town.general, town.ben, "Relationship")
        assert (await town.server.slash(town.ann, town.general, "privacy")).ephemeral

    loop_run(story, tmp_path)


def test_the_report_has_figures_links_and_a_picture(loop_run, tmp_path):
    async def story(town):
        await talk(town)
        shown = await town.server.slash(town.mara, town.general, "report", days=30)
        assert shown.ephemeral
        assert "1 give, 1 take" in shown.text
        assert "ann" in shown.text
        assert shown.files["balance.png"].startswith(b"\x89PNG")
        ratio = await town.server.slash(town.mara, town.general, "ratio", where=f"discord:{town.general.id}")
        assert "Give and take in" in ratio.text
        assert "general" in ratio.text
        nothing = await town.server.slash(town.mara, town.general, "ratio", where="nowhere")
        assert "wrote nothing in" in nothing.text

    loop_run(story, tmp_path)


def test_what_a_person_may_not_read_is_not_told(loop_run, tmp_path):
    async def story(town):
        outsider = town.guild.user("olga", town.guild.role("helpers", 1 << 13))
        await talk(town)
        for name in ("report", "next"):
            assert "secret" not in (await town.server.slash(outsider, town.general, name)).text
            assert "private channel" in (await town.server.slash(outsider, town.general, name)).text
            assert "secret" in (await town.server.slash(town.mara, town.general, name)).text
        one = await town.server.slash(outsider, town.general, "relationship", member=f"discord:{town.mara.id}")
        assert "secret" not in one.text
        offered = await town.server.autocomplete(outsider, town.general, "ratio", "where", "")
        assert "#staff" not in [each["name"] for each in offered]

    loop_run(story, tmp_path)


def test_relationships_are_paged_after_a_restart_too(loop_run, tmp_path):
    async def story(town):
        for number in range(20):
            member = town.guild.user(f"member{number:02}")
            await town.say(town.general, member, f"{town.acme.mention} hello {number}")
        shown = await town.server.slash(town.mara, town.general, "relationships")
        assert "Page 1 of 3" in shown.text
        await town.stop()
        await town.start()
        await town.server.click(town.mara, shown, "Next ▶")
        assert "Page 2 of 3" in shown.text
        offered = await town.server.autocomplete(town.mara, town.general, "relationship", "member", "member07")
        one = await town.server.slash(town.mara, town.general, "relationship", member=offered[0]["value"])
        assert "member07" in one.text
        menu = await town.server.user_menu(town.mara, town.general, town.acme, "Relationship")
        assert "nothing to show" in menu.text.lower()

    loop_run(story, tmp_path)


def test_a_draft_is_judged_and_so_is_a_message(loop_run, tmp_path):
    async def story(town):
        await talk(town)
        draft = await town.server.slash(town.mara, town.general, "check", draft="buy two, @everyone")
        assert "This is a take" in draft.text
        assert draft.shown.pings == []
        said = town.server.said(town.general)[0]
        assert "This is a give" in (await town.server.message_menu(town.mara, said, "Audit this message")).text
        empty = town.server.say(town.general, town.ann, "")
        told = await town.server.message_menu(town.mara, empty, "Audit this message")
        assert "The draft is empty" in told.text

    loop_run(story, tmp_path)


def test_answers_come_in_time_while_the_store_is_busy(loop_run, tmp_path):
    async def story(town):
        import time

        await talk(town)
        busy = town.worker.run(lambda store: time.sleep(3.3))
        import asyncio

        task = asyncio.ensure_future(busy)
        await asyncio.sleep(0.05)
        shown = await town.server.slash(town.mara, town.general, "status")
        assert shown.waited < 1
        assert "I hold 5 messages" in shown.text
        await task
        again = asyncio.ensure_future(town.worker.run(lambda store: time.sleep(2.6)))
        assert await town.server.autocomplete(town.mara, town.general, "ratio", "where", "gen") == []
        await again
        offered = await town.server.autocomplete(town.mara, town.general, "ratio", "where", "gen")
        assert [each["name"] for each in offered] == ["#general"]

    loop_run(story, tmp_path)


def test_a_guided_first_run(loop_run, tmp_path):
    async def story(town):
        from bot.config import Config

        town.office._file = town.office.config = Config()
        told = await town.server.slash(town.mara, town.general, "report")
        assert "Nobody speaks for the brand yet" in told.text
        first = await town.server.slash(town.mara, town.general, "setup")
        helpers = town.guild.role("acme team")
        await town.server.select(town.mara, first, "gt:setup:brand", town.acme, helpers)
        await town.server.select(town.mara, first, "gt:setup:channel", town.desk)
        dialog = await town.server.click(town.mara, first, "3. Name, sites, time zone")
        await town.server.submit(
            dialog, name="Acme", domains="acme.example acme.test", handles="", zone="Europe/Berlin"
        )
        assert "Ready" in first.text
        config = town.office.config
        assert (config.brand.name, config.brand.accounts) == ("Acme", [f"discord:{town.acme.id}"])
        assert config.brand.roles == [f"discord:{helpers.id}"]
        assert config.brand.domains == ["acme.example", "acme.test"]
        assert (config.review.channel, config.digest.zone) == (f"discord:{town.desk.id}", "Europe/Berlin")
        wrong = await town.server.click(town.mara, first, "3. Name, sites, time zone")
        told = await town.server.submit(wrong, name="Acme", zone="Mars")
        assert "is no time zone" in told.text
        assert town.office.config.digest.zone == "Europe/Berlin"
        assert "reads no history" in (await town.server.click(town.mara, first, "4. Read the history")).text
        town.config = Config()
        await town.stop()
        await town.start()
        assert town.office.config.brand.name == "Acme"

    loop_run(story, tmp_path)


def test_an_error_nobody_foresaw_is_one_line_with_a_number(loop_run, tmp_path, monkeypatch):
    async def story(town):
        def broken(*args):
            raise ZeroDivisionError("secret words")

        monkeypatch.setattr("bot.cogs.setup._status", broken)
        told = await town.server.slash(town.mara, town.general, "status")
        assert "went wrong on our side" in told.text
        assert "secret" not in told.text

    loop_run(story, tmp_path)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_hostile_texts_break_no_embed(loop_run, tmp_path, text):
    async def story(town):
        long = f"buy @everyone {town.ann.mention} {text}"
        for number, author in enumerate((town.acme, town.ben)):
            post = town.server.say(town.general, author, "x")
            await town.record(post)

            def enlarge(tools, key=f"discord:{post.id}", number=number):
                from msgspec.structs import replace

                (old,) = tools.store.messages([key])
                with tools.store.transaction():
                    new: Message = replace(old, text=long, edited=tools.now)
                    tools.deriver.apply(tools.store.put(Batch(source="x", position=1, messages=(new,))))

            await town.office.ask(enlarge)
        await town.cog("Reviews").look()
        cards = town.server.said(town.desk)
        assert len(cards) == 2
        assert all(card.pings == [] for card in cards)
        for name in ("report", "next", "queue", "digest preview"):
            assert (await town.server.slash(town.mara, town.general, name)).shown.pings == []

    loop_run(story, tmp_path)
