"""Doctor: every problem with its remedy, and nothing wrong where nothing is."""

from datetime import timedelta

import pytest

from bot.config_discord import DiscordSection, from_environment
from bot.connectors.discord_probe import clock, probe
from bot.services import doctor
from storage.errors import ModelError
from tests.factories import KeywordClassifier
from tests.fakes.discord import LoopbackDiscord, permissions
from tests.fakes.discord.gateway import MEMBERS
from tests.fakes.discord.running import live


async def examined(server, **section):
    from bot.client import use_addresses

    found = from_environment(DiscordSection(**section), server.settings())
    use_addresses(found)
    return [one async for one in probe(found, found.token, content=True, members=False)]


@live
async def test_a_bot_that_is_set_up_well_has_no_problem():
    async with LoopbackDiscord() as server:
        guild = server.add_guild("Town")
        room, hidden = server.text(guild), server.text(guild, "hidden")
        hidden.hide()
        found = await examined(server, admin_channel=str(room.id))
        assert [one for one in found if not one.ok] == []
        assert {one.what: one.seen for one in found}["Town"] == "1 channels can be read"


@live
async def test_each_missing_permission_is_named_with_its_channel():
    async with LoopbackDiscord() as server:
        guild = server.add_guild("Town")
        room, admin, chosen = (server.text(guild, name) for name in ("general", "admin", "chosen"))
        room.forbid(guild.everyone, permissions.READ_MESSAGE_HISTORY)
        admin.forbid(guild.everyone, permissions.SEND_MESSAGES)
        chosen.hide()
        found = {one.what: one for one in await examined(server, admin_channel=str(admin.id))}
        assert found["Town #general"].seen == "missing: Read Message History"
        assert found["Town #admin"].seen.startswith("missing: Send Messages")
        assert "Town #chosen" not in found
        found = {one.what: one for one in await examined(server, channels=[str(chosen.id)])}
        assert "View Channel" in found["Town #chosen"].seen
        assert all(one.remedy for one in found.values() if not one.ok)


@live
async def test_token_intents_and_guilds_are_checked():
    async with LoopbackDiscord() as server:
        server.gateway.allowed = MEMBERS
        found = {one.what: one for one in await examined(server, guilds=["42"])}
        assert not found["message content intent"].ok
        assert not found["guilds"].ok
        assert "not in it" in found["guild 42"].seen
        server.token = "changed"
        (only,) = [one async for one in probe(DiscordSection(api=server.api_url), "old", content=True, members=False)]
        assert (only.what, only.ok) == ("token", False)


@live
async def test_a_wrong_clock_and_a_dead_network_are_seen():
    async with LoopbackDiscord() as server:
        section = DiscordSection(api=server.api_url)
        assert (await clock(section)).ok
        server.clock_skew = timedelta(minutes=-3)
        found = await clock(section)
        assert (found.ok, found.seen) == (False, "180 s ahead of Discord's")
    assert (await clock(section)).what == "network"


def test_the_database_is_tried(tmp_path):
    assert doctor.database(str(tmp_path / "new.db")).ok
    (tmp_path / "text.db").write_text("no database at all, but long enough to be looked at" * 40)
    found = doctor.database(str(tmp_path / "text.db"))
    assert not found.ok
    assert found.remedy
    assert not doctor.database(str(tmp_path / "no" / "folder.db")).ok


def test_the_model_is_tried():
    assert doctor.model(KeywordClassifier).ok

    def broken():
        raise ModelError("The model is damaged.", "Install givetake again.")

    assert doctor.model(broken).remedy == "Install givetake again."


@pytest.mark.parametrize(("fine", "code"), [(True, 0), (False, 1)])
def test_the_command_prints_a_table_and_its_code_tells(monkeypatch, capsys, fine, code):
    import typer

    from bot.commands import serve

    async def findings(*_):
        return [doctor.Finding("clock", fine, "[bold]0 s[/bold]", "" if fine else "Set it.")]

    monkeypatch.setattr(serve, "_findings", findings)
    if code:
        with pytest.raises(typer.Exit):
            serve.doctor()
    else:
        serve.doctor()
    out = capsys.readouterr().out
    assert "[bold]0 s[/bold]" in out
    assert ("Set it." in out) is not fine
