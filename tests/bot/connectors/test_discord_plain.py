"""Messages of forms that nobody knows yet: read as far as they can be, and never in the way of others."""

import pytest

from bot.connectors.discord_plain import plainer
from storage.store import Store
from tests.bot.services.pasts import filled
from tests.fakes.discord import LoopbackDiscord
from tests.fakes.discord.running import live, running

POLL = {"question": {"text": "which?"}, "answers": [], "expiry": None, "allow_multiselect": False, "layout_type": 1}
MEDIA = {"answers": [{"answer_id": 1, "poll_media": {"text": "a"}}]}


def without(*names, of=None):
    def change(data):
        for name in names:
            (data[of] if of else data).pop(name, None)

    return change


ODD = {
    "component": lambda m: m.update(components=[{"type": 99, "id": 1}]),
    "component in a row": lambda m: m.update(components=[{"type": 1, "id": 1, "components": [{"type": 77, "id": 2}]}]),
    "type": lambda m: m.update(type=99),
    "embed": lambda m: m.update(embeds=[{"type": "hologram", "title": "t"}]),
    "sticker": lambda m: m.update(sticker_items=[{"id": "5", "name": "s", "format_type": 9}]),
    "endless poll": lambda m: m.update(poll={**POLL, **MEDIA}),
    "bare forward": lambda m: m.update(message_snapshots=[{"message": {"content": "forwarded"}}], content="hello"),
    "subscription": lambda m: m.update(role_subscription_data={}),
    "thread": lambda m: m.update(thread={"id": m["id"], "type": 11, "name": "t"}),
    "bare reaction": lambda m: m.update(reactions=[{"emoji": {"id": None, "name": "👍"}, "count": 2}]),
    "reply without place": lambda m: m.update(message_reference={"message_id": "123"}),
    "no discriminator": without("discriminator", of="author"),
    "bare author": without("discriminator", "avatar", "global_name", "bot", "public_flags", of="author"),
    "null name": lambda m: m["author"].update(global_name=None),
    "no member, no guild": without("member", "guild_id", "flags", "components", "nonce"),
    "no lists": without("mentions", "mention_roles", "attachments", "embeds", "components"),
    "no marks": without("tts", "pinned", "mention_everyone", "edited_timestamp"),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@live
async def test_an_odd_message_is_read_live_and_from_history_with_those_around_it(tmp_path, odd):
    async with LoopbackDiscord(validate=False) as server:
        guild = server.add_guild()
        room, ann = server.text(guild), guild.user("ann")
        texts = ["before", "hello", "after"]
        async with running(server, tmp_path / "live.db") as bot:
            await bot.caught_up()
            first = bot.client
            for text in texts:
                server.say(room, ann, text, odd=odd if text == "hello" else None)
            await bot.stored()
            await bot.caught_up()
            heard = await bot.stored()
            assert bot.client is first
        assert [m.text for m in heard] == texts
        assert {m.author for m in heard} == {f"discord:{ann.id}"}
        result = await filled(server, tmp_path / "filled.db")
        assert (result.unread, result.new) == ({}, 3)
        with Store(tmp_path / "filled.db") as store:
            assert [m.text for part in store.all_messages() for m in part] == texts


@live
async def test_a_partial_update_leaves_what_is_known(tmp_path):
    async with LoopbackDiscord(validate=False) as server:
        guild = server.add_guild()
        room, ann = server.text(guild), guild.user("ann")
        async with running(server, tmp_path / "g.db") as bot:
            await bot.caught_up()
            said = server.say(room, ann, "hello")
            await bot.stored()
            session = next(iter(server.gateway.sessions.values()))
            bare = {"id": str(said.id), "channel_id": str(room.id), "guild_id": str(guild.id), "embeds": []}
            session.dispatch("MESSAGE_UPDATE", bare)
            session.dispatch("MESSAGE_UPDATE", {**bare, "content": "changed?"})
            await bot.stored()
            await bot.caught_up()
            (kept,) = await bot.stored()
            assert (kept.text, kept.author) == ("hello", f"discord:{ann.id}")
            assert bot.supervisor.restarts == 0


def test_a_payload_of_nothing_but_ids_is_a_message():
    made = plainer({"id": "1", "channel_id": "2", "timestamp": "2025-01-01T00:00:00+00:00"})
    assert (made["content"], made["author"]["username"], made["embeds"]) == ("", "deleted user", [])
