"""Listening: what happens on Discord is in the store a moment later, once, with everything that follows from it."""

import asyncio
from datetime import UTC, datetime

import pytest

from tests.fakes.discord import LoopbackDiscord, payloads, permissions
from tests.fakes.discord.running import live, running


@pytest.fixture
def db(tmp_path):
    return tmp_path / "g.db"


def brand(*users):
    return {"accounts": [f"discord:{user.id}" for user in users]}


@live
async def test_a_reply_is_stored_as_an_export_would_have_it(db):
    async with LoopbackDiscord() as server:
        guild = server.add_guild("Town")
        room = server.text(guild, "general", topic="all things")
        role = guild.role("team")
        ann, ben = guild.user("ann", role, nick="Annie"), guild.user("ben", display="Ben B")
        async with running(server, db, brand=brand(ann)) as bot:
            await bot.caught_up()
            first = server.say(room, ann, f"hello {ben.mention}")
            second = server.say(room, ben, "hi there", reply_to=first)
            stored = {m.id: m for m in await bot.stored()}
            accounts = await bot.ask(lambda store: store.accounts([f"discord:{ann.id}", f"discord:{ben.id}"]))
            channel = (await bot.ask(lambda store: store.channels()))[f"discord:{room.id}"]
            exchanges = await bot.ask(lambda store: store.exchanges("Acme", 1 << 60))
        one, two = stored[f"discord:{first.id}"], stored[f"discord:{second.id}"]
        assert (one.author, one.text, one.mentions) == (f"discord:{ann.id}", first.content, (f"discord:{ben.id}",))
        assert (two.reply_to, two.mentions) == (one.id, (one.author,))
        assert (two.community, two.channel, two.thread, two.system) == (
            f"discord:{guild.id}",
            f"discord:{room.id}",
            None,
            False,
        )
        assert two.url == second.jump_url
        assert accounts[one.author].roles == (f"discord:{role.id}",)
        assert (accounts[one.author].display, accounts[two.author].display) == ("Annie", "Ben B")
        assert (channel.name, channel.topic, channel.kind) == ("general", "all things", "chat")
        assert sorted((e.inbound, e.means) for e in exchanges) == [(False, "mention"), (True, "reply")]


@live
async def test_edits_deletes_and_reactions_follow(db):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room = server.text(guild)
        ann, ben, cleo = (guild.user(name) for name in ("ann", "ben", "cleo"))
        async with running(server, db, brand=brand(ann)) as bot:
            await bot.caught_up()
            post, gone, *many = [server.say(room, ann, f"post {n}") for n in range(5)]
            server.react(post, ben), server.react(post, cleo), server.react(post, cleo, "party:77")
            await bot.stored()
            server.edit(post, "buy this")
            server.unreact(post, ben)
            server.delete(gone)
            server.delete_many(many[:2])
            stored = {m.id: m for m in await bot.stored()}
            tallies = await bot.ask(lambda store: store.tallies("Acme", 1 << 40))
            exchanges = await bot.ask(lambda store: store.exchanges("Acme", 1 << 60))
        one = stored[f"discord:{post.id}"]
        assert (one.text, one.edited is not None) == ("buy this", True)
        assert [(r.emoji, r.count, r.users) for r in one.reactions] == [
            ("👍", 1, (f"discord:{cleo.id}",)),
            (":party:", 1, (f"discord:{cleo.id}",)),
        ]
        for message in (gone, *many[:2]):
            left = stored[f"discord:{message.id}"]
            assert (left.removed, left.text, left.author) == ("author", "", None)
        assert sorted((t.label, t.count) for t in tallies) == [("give", 1), ("take", 1)]
        assert [(e.account, e.means) for e in exchanges] == [(f"discord:{cleo.id}", "reaction")]


@live
async def test_threads_forum_posts_webhooks_bots_and_system_messages(db):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room, forum = server.text(guild), server.forum(guild)
        ann = guild.user("ann")
        robot = guild.user("robot", bot=True)
        async with running(server, db) as bot:
            await bot.caught_up()
            opener = server.say(room, ann, "who knows?")
            thread = server.thread(room, ann, "who knows", message=opener)
            inside = server.say(thread, ann, "nobody")
            post = server.post(forum, ann, "Help", "my question")
            answer = server.say(post, robot, "", embeds=[{"type": "rich", "title": "Docs", "description": "Read this"}])
            hooked = server.say(room, server.webhook(room, "news"), "release")
            joined = server.say(room, ann, "", kind=7)
            forwarded = server.forward(room, ann, opener)
            stored = {m.id: m for m in await bot.stored()}
            bots = await bot.ask(lambda store: store.bots())
            channels = await bot.ask(lambda store: store.channels())

        def of(message):
            return stored[f"discord:{message.id}"]

        assert (of(opener).thread, of(inside).thread) == (None, f"discord:{opener.id}")
        assert of(inside).channel == f"discord:{thread.id}"
        assert (stored[f"discord:{post.id}"].text, stored[f"discord:{post.id}"].thread) == (
            "my question",
            f"discord:{post.id}",
        )
        assert channels[f"discord:{post.id}"].kind == "thread"
        assert channels[f"discord:{post.id}"].parent == f"discord:{forum.id}"
        assert of(answer).text == "Docs\nRead this"
        assert {f"discord:{robot.id}", of(hooked).author} <= bots
        assert of(joined).system
        assert (of(forwarded).text, of(forwarded).reply_to) == ("who knows?", None)


@live
async def test_only_wanted_channels_are_heard(db):
    async with LoopbackDiscord() as server:
        guild, other = server.add_guild(), server.add_guild()
        yes, no = server.text(guild, "yes"), server.text(guild, "no")
        elsewhere = server.text(other, "yes")
        ann = guild.user("ann")
        other.join(ann)
        async with running(server, db, guilds=[str(guild.id)], skip=[str(no.id)]) as bot:
            await bot.caught_up()
            said = [server.say(place, ann, place.name) for place in (yes, no, elsewhere)]
            thread = server.thread(no, ann, "hidden", message=said[1])
            server.say(thread, ann, "also no")
            assert [m.id for m in await bot.stored()] == [f"discord:{said[0].id}"]


@live
async def test_the_gap_of_an_outage_is_filled_and_deletions_in_it_are_seen(db):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room = server.text(guild)
        ann = guild.user("ann")
        async with running(server, db) as bot:
            await bot.caught_up()
            heard = [server.say(room, ann, f"heard {n}") for n in range(3)]
            await bot.stored()
            await server.stop()
            missed = [server.say(room, ann, f"missed {n}") for n in range(150)]
            server.delete(heard[0])
            server.edit(heard[1], "changed")
            server.gateway.sessions.clear()
            await server.start()
            await server.until(lambda: len(server.gateway.identified) > 1)
            await bot.caught_up()
            stored = {m.id: m for m in await bot.stored()}
        assert {f"discord:{m.id}" for m in missed} <= stored.keys()
        assert stored[f"discord:{heard[0].id}"].removed == "author"
        assert stored[f"discord:{heard[1].id}"].text == "changed"
        assert len(stored) == 153


@live
async def test_a_storm_of_drops_resumes_and_invalid_sessions_loses_nothing(db):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        rooms = [server.text(guild, f"room{n}") for n in range(3)]
        ann = guild.user("ann")
        async with running(server, db) as bot:
            await bot.caught_up()
            said = []
            storm = [
                server.gateway.drop,
                server.gateway.reconnect,
                lambda: server.gateway.invalidate(resumable=True),
                lambda: server.gateway.drop(4000),
            ]
            for blow in storm:
                said += [server.say(room, ann, f"{len(said)}") for room in rooms]
                await blow()
                said += [server.say(room, ann, f"{len(said)}") for room in rooms]
                await asyncio.sleep(0.05)
            before = len(server.gateway.resumed)
            await server.until(lambda: len(server.gateway.resumed) > 0 and server.connected)
            await bot.caught_up()
            assert [m.id for m in await bot.stored()] == [f"discord:{m.id}" for m in said]
            assert before <= len(storm)
        assert server.invalid_requests == 0


@live
async def test_telling_everything_twice_changes_nothing(db):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room = server.text(guild)
        ann, ben = guild.user("ann"), guild.user("ben")
        async with running(server, db, brand=brand(ann)) as bot:
            await bot.caught_up()
            post = server.say(room, ann, "hello")
            server.react(post, ben)
            server.delete(server.say(room, ben, "oops"))
            before = await bot.stored()
            session = next(iter(server.gateway.sessions.values()))
            for frame in [f for f in session.sent if f["t"].startswith("MESSAGE")]:
                session.dispatch(frame["t"], frame["d"])
            assert await bot.stored() == before


@live
async def test_without_the_members_intent_roles_that_are_known_stay(db):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room = server.text(guild)
        team = guild.role("team")
        ann, ben = guild.user("ann", team), guild.user("ben")
        server.say(room, ann, "old words", at=datetime(2025, 1, 1, tzinfo=UTC))
        async with running(server, db, backfill=True, brand={"roles": [f"discord:{team.id}"]}, members=False) as bot:
            await bot.caught_up()
            server.say(room, ann, "I speak")
            await bot.stored()
            server.say(room, ben, "to you", mentions=[])
            server.gateway.sessions.clear()
            await server.gateway.drop()
            await server.until(lambda: len(server.gateway.identified) > 1)
            await bot.caught_up()
            accounts = await bot.ask(lambda store: store.accounts([f"discord:{ann.id}"]))
        assert accounts[f"discord:{ann.id}"].roles == (f"discord:{team.id}",)


@live
async def test_a_stop_loses_nothing_that_was_heard(db):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room = server.text(guild)
        ann = guild.user("ann")
        async with running(server, db) as bot:
            await bot.caught_up()
            bot.desk.journal._seconds = 60  # nothing is recorded before the end
            said = [server.say(room, ann, f"{n}") for n in range(20)]
            await server.until(lambda: len(bot.desk.journal._waiting) == 20)
        from storage.store import Store

        with Store(db) as store:
            assert store.totals().messages == len(said)
            assert store.cursors("discord:since:")[f"discord:{room.id}"].position == said[-1].id


@live
async def test_a_channel_the_bot_does_not_see_is_not_heard_until_it_is(db):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room = server.text(guild, "staff")
        room.hide()
        ann = guild.user("ann", guild.role("staff", permissions.ADMINISTRATOR))
        async with running(server, db, backfill=True) as bot:
            await bot.caught_up()
            secret = server.say(room, ann, "secret")
            assert await bot.stored() == []
            room.overwrites.clear()
            server.gateway.emit("CHANNEL_CREATE", payloads.channel(room, server.bot), intent=1, guild=guild)
            await server.until(lambda: not bot.listen.caught_up.is_set())
            await bot.caught_up()
            assert [m.id for m in await bot.stored()] == [f"discord:{secret.id}"]
