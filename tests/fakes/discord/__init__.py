"""A loopback Discord: the real discord.py client connects to it as to the real one.

async with LoopbackDiscord() as server:
    guild = server.add_guild("Town")                    # the bot is in it
    room = server.text(guild, "general")
    mods = guild.role("mods", permissions.MANAGE_GUILD)
    ann, mod = guild.user("ann"), guild.user("mo", mods)
    server.settings()                                   # environment that points givetake here
    first = server.say(room, ann, "hello <@1>")         # an event; at=datetime puts it into the past instead
    server.edit(first, "hi"), server.react(first, mod), server.delete(first)
    await server.until(lambda: server.connected)
    answer = await server.slash(mod, room, "report", days=30)
    answer.text, answer.ephemeral, answer.embeds, answer.files, answer.deferred, answer.waited
    await server.click(mod, answer, "Next page")        # label or custom_id; also select(), submit()
    await server.message_menu(mod, first, "Audit this message")
    await server.autocomplete(mod, room, "ratio", "where", "gen")
    server.faults.add("POST /channels/{channel_id}/messages", status=503, times=3)   # drop=, lose=, delay=, 429 ...
    await server.gateway.drop(), await server.gateway.invalidate(), await server.gateway.reconnect()
    server.said(room), server.asked("GET /channels/{channel_id}/messages"), server.dm(ann)
"""

from tests.fakes.discord import permissions
from tests.fakes.discord.faults import Fault
from tests.fakes.discord.replies import Answer, NoAnswer, NotOffered, visible
from tests.fakes.discord.server import LoopbackDiscord
from tests.fakes.discord.world import Channel, Guild, Member, Message, Role, User, Webhook

__all__ = [
    "Answer", "Channel", "Fault", "Guild", "LoopbackDiscord", "Member", "Message", "NoAnswer", "NotOffered", "Role",
    "User",
    "Webhook", "permissions", "visible",
]  # fmt: skip
