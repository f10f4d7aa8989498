"""What people may ask about themselves, and that it is done."""

import json

from tests.bot.cogs.test_commands import talk
from tests.fakes.discord.replies import visible


def test_optout_removes_text_and_forecast_and_keeps_none(loop_run, tmp_path):
    async def story(town):
        await talk(town)
        _, card = await town.flagged(author=town.ben)
        told = await town.server.slash(town.ben, town.general, "optout")
        assert "The text of 2 messages was removed" in told.text
        await town.cog("Reviews").look()
        assert "handmade" not in visible(card)
        assert "opted out" in visible(card)
        await town.say(town.general, town.ben, "something new")
        texts = await town.office.ask(
            lambda tools: [m.text for m in tools.store.recent_by(f"discord:{town.ben.id}", 0, 99)]
        )
        assert texts == ["", "", ""]
        people = await town.server.slash(town.mara, town.general, "relationships")
        assert "ben" not in people.text
        assert "ann" in people.text
        one = await town.server.slash(town.mara, town.general, "relationship", member="ben")
        assert "do not want a forecast" in one.text
        await town.server.slash(town.ben, town.general, "optout", back=True)
        assert "ben" in (await town.server.slash(town.mara, town.general, "relationships")).text

    loop_run(story, tmp_path)


def test_consent_follows_the_mode(loop_run, tmp_path):
    async def story(town):
        await talk(town)

        async def shown():
            return (await town.server.slash(town.mara, town.general, "relationships")).text

        await town.server.slash(town.ben, town.general, "privacy", forecast="no")
        assert "ben" not in await shown()
        await town.office.set_up({"privacy.individuals": "all"})
        assert "ben" in await shown()
        await town.office.set_up({"privacy.individuals": "opt-in"})
        assert "ann" not in await shown()
        said = await town.server.slash(town.ann, town.general, "privacy", forecast="yes")
        assert "You said yes" in said.text
        assert "ann" in await shown()

    loop_run(story, tmp_path)


def test_mydata_is_everything_and_forgetme_leaves_nothing(loop_run, tmp_path):
    async def story(town):
        await talk(town)
        await town.flagged(author=town.ben)
        mine = await town.server.slash(town.ben, town.general, "mydata")
        assert mine.ephemeral
        held = json.loads(mine.files["mydata.json"])
        assert "how do I reset it?" in mine.files["mydata.json"].decode()
        assert {"message", "review", "account"} <= held["held"].keys()
        asked = await town.server.slash(town.ben, town.general, "forgetme")
        done = await town.server.click(town.ben, asked, "Forget me")
        assert "2 messages of yours were removed" in done.text
        again = await town.server.slash(town.ben, town.general, "mydata")
        assert json.loads(again.files["mydata.json"])["held"] == {}

    loop_run(story, tmp_path)


def test_who_speaks_for_the_brand_is_told_why_not(loop_run, tmp_path):
    async def story(town):
        await talk(town)
        assert "You speak for Acme" in (await town.server.slash(town.acme, town.general, "optout")).text
        asked = await town.server.slash(town.acme, town.general, "forgetme")
        assert "You speak for Acme" in (await town.server.click(town.acme, asked, "Forget me")).text

    loop_run(story, tmp_path)
