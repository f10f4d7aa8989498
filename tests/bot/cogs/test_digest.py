"""Digests in Discord: ordered, previewed, delivered once to channels and people, found again after a lost answer."""

from datetime import UTC, datetime, timedelta

from tests.bot.cogs.test_commands import talk
from tests.fakes.discord.replies import visible

MONDAY = datetime(2031, 3, 3, 9, 0, tzinfo=UTC)


async def order(town, **options):
    town.clock.now = MONDAY - timedelta(days=2)
    return await town.server.slash(town.mara, town.general, "digest schedule", cron="0 9 * * 1", **options)


def digests(town, channel=None):
    said = town.server.said(channel or town.general)
    return [each for each in said if each.author is town.server.bot and "givetake digest" in visible(each)]


def test_ordered_listed_and_removed(loop_run, tmp_path):
    async def story(town):
        told = await order(town, zone="Europe/Berlin", days=14)
        assert "Digest 1 goes to" in told.text
        assert f"<t:{int((MONDAY - timedelta(hours=1)).timestamp())}:f>" in told.text
        listed = await town.server.slash(town.mara, town.general, "digest list")
        assert "Europe/Berlin" in listed.text
        assert "14 days" in listed.text
        zones = await town.server.autocomplete(town.mara, town.general, "digest schedule", "zone", "berl", cron="x")
        assert zones[0]["value"] == "Europe/Berlin"
        wrong = await town.server.slash(town.mara, town.general, "digest schedule", cron="mondays")
        assert "is no schedule" in wrong.text
        assert "removed" in (await town.server.slash(town.mara, town.general, "digest remove", number=1)).text
        assert "no digest 1" in (await town.server.slash(town.mara, town.general, "digest remove", number=1)).text

    loop_run(story, tmp_path)


def test_it_comes_once_with_figures_links_and_a_picture(loop_run, tmp_path):
    async def story(town):
        await order(town)
        await talk(town)
        town.clock.now = datetime.now(UTC) + timedelta(minutes=5)
        await town.server.slash(town.mara, town.general, "digest now", days=1)
        await town.cog("Digests").deliver()
        assert digests(town) == []
        town.clock.now = MONDAY + timedelta(seconds=30)
        for _ in range(3):
            await town.cog("Digests").deliver()
        (sent,) = digests(town)
        assert "Nothing was said by or to Acme" in visible(sent)
        assert sent.pings == []
        assert "secret" not in visible(sent)

    loop_run(story, tmp_path)


def test_a_preview_is_for_one_person_and_knows_the_week(loop_run, tmp_path):
    async def story(town):
        await talk(town)
        town.clock.now += timedelta(days=1)
        before = len(town.server.said(town.general))
        shown = await town.server.slash(town.mara, town.general, "digest preview")
        assert shown.ephemeral
        assert len(town.server.said(town.general)) == before
        for part in ("Acme", "Balance", "Turn to first", "is there a manual?", "Review queue", "Relationships"):
            assert part in shown.text
        assert "secret" not in shown.text
        assert "secret" in (await town.server.slash(town.mara, town.staff, "digest preview")).text
        assert shown.files["balance.png"].startswith(b"\x89PNG")

    loop_run(story, tmp_path)


def test_a_long_one_is_a_short_head_with_a_file(loop_run, tmp_path):
    async def story(town):
        for number in range(40):
            member = town.guild.user(f"member{number:02}")
            await town.say(town.general, member, f"{town.acme.mention} question {number} " + "very long " * 60 + "?")
        town.clock.now += timedelta(days=1)
        shown = await town.server.slash(town.mara, town.general, "digest preview")
        assert "more in digest.md" in shown.text
        assert all(f"member{n:02}" in shown.files["digest.md"].decode() for n in range(20))

    loop_run(story, tmp_path)


def test_it_comes_by_direct_message_too(loop_run, tmp_path):
    async def story(town):
        assert "goes to you" in (await order(town, me=True)).text
        town.clock.now = MONDAY
        await town.cog("Digests").deliver()
        dm = town.server.dm(town.mara)
        assert len(digests(town, dm)) == 1
        town.mara.dms_closed = True
        town.clock.now = MONDAY + timedelta(days=7)
        await town.cog("Digests").deliver()
        listed = await town.server.slash(town.mara, town.general, "digest list")
        assert "failed" in listed.text
        assert "Cannot send messages to this user" in listed.text

    loop_run(story, tmp_path)


def test_a_lost_answer_a_crash_and_a_late_start_make_one_digest(loop_run, tmp_path):
    async def story(town):
        await order(town)
        town.clock.now = datetime.now(UTC) + timedelta(minutes=1)
        due = f"0 {(datetime.now(UTC) - timedelta(hours=2)).hour} * * *"
        await town.office.ask(lambda tools: tools.store.conn.execute("UPDATE digest SET created = 0, cron = ?", (due,)))
        town.server.faults.add("POST /channels/{channel_id}/messages", lose=True, times=9)
        await town.cog("Digests").deliver()
        town.server.faults.waiting.clear()
        assert len(digests(town)) == 1
        digests(town)[0].nonce = None
        await town.stop()
        await town.start()
        await town.cog("Digests").deliver()
        await town.cog("Digests").deliver()
        assert len(digests(town)) == 1
        assert "Late" in visible(digests(town)[0])
        (done,) = await town.office.ask(lambda tools: tools.store.deliveries([1]))
        assert (done.state, done.message) == ("sent", str(digests(town)[0].id))

    loop_run(story, tmp_path)


def test_where_files_are_not_allowed_it_comes_without(loop_run, tmp_path):
    async def story(town):
        from tests.fakes.discord import permissions as p

        await talk(town)
        town.general.forbid(town.server.bot, p.ATTACH_FILES)
        town.server.update_channel(town.general)
        await town.office.ask(lambda tools: tools.store.conn.execute("SELECT 1"))
        town.clock.now += timedelta(days=1)
        await order_now(town)
        (sent,) = digests(town)
        assert sent.files == {}
        assert "Balance" in visible(sent)

    async def order_now(town):
        now = town.clock.now
        await town.server.slash(town.mara, town.general, "digest schedule", cron="0 0 * * *")
        town.clock.now = now.replace(hour=0, minute=0, second=0) + timedelta(days=1, seconds=5)
        await town.cog("Digests").deliver()

    loop_run(story, tmp_path)
