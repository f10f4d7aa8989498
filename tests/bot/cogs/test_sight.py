"""Who could read what: decided by permissions, and closed where in doubt."""

import pytest

from bot.cogs.sight import by_member, by_readers
from tests.fakes.discord import permissions as p

SEE = p.VIEW_CHANNEL


def arrange(town, name):
    """A channel of one sort."""
    channel = town.server.text(town.guild, name)
    bot = next(role for role in town.guild.roles.values() if "(bot)" in role.name)
    if name == "mods":
        channel.hide(town.mods, bot)
    elif name == "mods and mara":
        channel.hide(town.mods, bot, town.mara)
    elif name == "mods and ann":
        channel.hide(town.mods, bot, town.ann)
    elif name == "all but ann":
        channel.forbid(town.ann, SEE)
    elif name == "no history":
        channel.forbid(town.guild.everyone, p.READ_MESSAGE_HISTORY)
    town.server.update_channel(channel)
    return channel


def _known(town, channel):
    cached = town.bot.get_channel(channel.id)
    return cached is not None and len(cached.overwrites) == len(channel.overwrites)


CASES = [
    ("open", "open2", True),
    ("open", "mods", True),
    ("mods", "open", False),
    ("mods", "mods", True),
    ("mods", "mods and ann", False),
    ("mods", "mods and mara", False),  # who mara is cannot be known without the members intent
    ("mods and ann", "mods", True),
    ("all but ann", "open", False),
    ("all but ann", "mods", False),
    ("no history", "open", False),
]


@pytest.mark.parametrize(("told", "read", "may"), CASES)
def test_words_of_one_channel_in_another(loop_run, tmp_path, told, read, may):
    async def story(town):
        source, target = arrange(town, told), arrange(town, read)
        for one in (source, target):
            await town.server.until(lambda one=one: _known(town, one))
        assert by_readers(town.bot.get_channel(target.id), {})(f"discord:{source.id}") is may

    loop_run(story, tmp_path)


def test_threads_people_and_what_is_unknown(loop_run, tmp_path):
    async def story(town):
        server = town.server
        open_thread = server.thread(town.general, town.ann, "open")
        closed = server.thread(town.general, town.ann, "closed", kind=12)
        closed.joined.add(server.bot.id)
        await server.until(lambda: town.bot.get_channel(open_thread.id))
        general = town.bot.get_channel(town.general.id)
        sees = by_readers(general, {})
        assert sees(f"discord:{open_thread.id}")
        assert not sees(f"discord:{closed.id}")
        assert not sees("discord:999")
        assert sees("reddit:r/maker")
        assert by_readers(town.bot.get_channel(open_thread.id), {})(f"discord:{town.general.id}")
        guild = general.guild
        ann = await guild.fetch_member(town.ann.id)
        assert by_member(guild, ann, {})(f"discord:{town.general.id}")
        assert not by_member(guild, ann, {})(f"discord:{town.staff.id}")
        assert not by_member(guild, None, {})(f"discord:{town.general.id}")
        assert not by_member(None, ann, {})(f"discord:{town.general.id}")

    loop_run(story, tmp_path)
