import json
from datetime import UTC, datetime

import pytest

from storage.models import Reaction

HEAD = '{"guild": {"id": "9", "name": "G"}, "channel": {"id": "10", "type": "%s", "name": "c"}, "messages": ['


def chat(*messages, kind="GuildTextChat", end='], "messageCount": 0}'):
    return HEAD % kind + ", ".join(m if isinstance(m, str) else json.dumps(m) for m in messages) + end


def said(key="1", **changes):
    author = {"id": "5", "name": "ann", "isBot": False, "roles": []}
    return {
        "id": key,
        "type": "Default",
        "timestamp": "2024-05-01T10:00:00Z",
        "content": "hi",
        "author": author,
    } | changes


def test_guild_and_channel_come_with_the_messages(read, exports):
    seen = read(exports / "discord_channel.json")
    [community], [channel] = seen.communities, seen.channels
    assert (community.id, community.name) == ("discord:900", "Kite Makers")
    assert (channel.id, channel.community, channel.kind) == ("discord:910", "discord:900", "chat")
    assert (channel.topic, channel.parent) == ("All about kites", None)


def test_a_message_keeps_text_time_link_and_reactions(read, exports):
    message = read(exports / "discord_channel.json").by_id["1001"]
    assert message.text == 'Which line "}, {" holds in a storm?'
    assert message.time == datetime(2024, 5, 1, 8, 0, 0, 123000, tzinfo=UTC)
    assert message.url == "https://discord.com/channels/900/910/1001"
    assert message.reactions == (Reaction(emoji="👍", count=2, users=("discord:32",)),)
    assert (message.author, message.thread, message.system, message.edited) == ("discord:31", None, False, None)


def test_a_reply_names_whom_it_answers_and_mentions_each_once_but_never_the_author(read, exports):
    message = read(exports / "discord_channel.json").by_id["1002"]
    assert message.reply_to == "discord:1001"
    assert message.mentions == ("discord:31",)
    assert message.edited == datetime(2024, 5, 1, 8, 2, 0, 500000, tzinfo=UTC)


def test_a_pin_is_a_system_message_that_keeps_its_reference(read, exports):
    message = read(exports / "discord_channel.json").by_id["1003"]
    assert (message.system, message.reply_to) == (True, "discord:1001")


def test_a_command_answer_speaks_in_embeds_to_who_called_it(read, exports):
    message = read(exports / "discord_channel.json").by_id["1004"]
    assert message.text == "Wind\n4 Bft\n\nGusts 6"
    assert (message.system, message.mentions) == (False, ("discord:32",))


def test_a_forward_shows_what_it_forwards_and_answers_nobody(read, exports):
    message = read(exports / "discord_channel.json").by_id["1005"]
    assert (message.text, message.reply_to) == ("Festival on Sunday", None)


def test_the_deleted_user_is_nobody(read, exports):
    seen = read(exports / "discord_channel.json")
    assert seen.by_id["1006"].author is None
    assert seen.by_id["1006"].reactions == (Reaction(emoji=":kite:", count=1),)
    assert "discord:456226577798135808" not in {account.id for account in seen.accounts}


def test_accounts_come_once_with_roles_name_and_nickname(read, exports):
    seen = read(exports / "discord_channel.json")
    assert sorted(account.id for account in seen.accounts) == ["discord:31", "discord:32", "discord:99"]
    ann = seen.account("discord:31")
    assert (ann.name, ann.display, ann.roles, ann.bot) == ("ann", "Ann of the Hill", ("discord:71",), False)
    assert seen.account("discord:99").bot


def test_thread_messages_belong_to_the_thread_whose_opener_has_its_id(read, exports):
    seen = read(exports / "discord_thread.json")
    [channel] = seen.channels
    assert (channel.kind, channel.parent) == ("thread", "discord:910")
    assert [message.thread for message in seen.messages] == ["discord:2001"] * 3
    assert seen.by_id["2001"].id == seen.by_id["2001"].thread
    assert (seen.by_id["2002"].system, seen.by_id["2002"].reply_to) == (True, "discord:2001")


@pytest.mark.parametrize("kind", ["GuildPrivateThread", "GuildNewsThread", "GuildForum", "11"])
def test_every_kind_of_thread_and_forum_is_a_thread(parse, kind):
    assert parse(chat(said(), kind=kind)).channels[0].kind == "thread"


@pytest.mark.parametrize("kind", ["GuildMemberJoin", "ThreadCreated", "8", "RecipientAdd", "46"])
def test_what_discord_says_itself_is_system(parse, kind):
    assert parse(chat(said(type=kind))).messages[0].system


@pytest.mark.parametrize("kind", ["Default", "Reply", "19", "23", 0])
def test_what_people_and_commands_say_is_not_system(parse, kind):
    assert not parse(chat(said(type=kind))).messages[0].system


def test_a_cross_posted_announcement_answers_nobody(parse):
    message = parse(chat(said(reference={"messageId": "4", "channelId": "3", "guildId": "2"}))).messages[0]
    assert message.reply_to is None


def test_a_reply_whose_message_is_gone_answers_nobody(parse):
    assert parse(chat(said(type="Reply", reference={"messageId": None}))).messages[0].reply_to is None


def test_content_goes_before_embeds_and_attachments_are_no_text(parse):
    seen = parse(chat(said(embeds=[{"title": "x"}]), said("2", content="", attachments=[{"fileName": "a.png"}])))
    assert [message.text for message in seen.messages] == ["hi", ""]


def test_direct_messages_link_to_me(parse):
    text = chat(said()).replace('"id": "9", "name": "G"', '"id": "0", "name": "Direct Messages"')
    assert parse(text).messages[0].url == "https://discord.com/channels/@me/10/1"


def test_an_export_without_messages_is_one_empty_batch(parse):
    [batch] = parse(chat()).batches
    assert (batch.position, batch.done, batch.messages) == (0, True, ())


def test_a_file_that_breaks_off_keeps_what_came_before(parse):
    seen = parse(chat(said("1"), said("2"), end=', {"id": "3", "type": "Default", "conte'))
    assert [message.id for message in seen.messages] == ["discord:1", "discord:2"]
    assert seen.reasons == {3: "the file ends in the middle of its list"}
    assert seen.batches[-1].done


def test_a_broken_message_in_the_middle_is_put_aside_and_the_rest_goes_in(parse):
    roles = [{"id": "1", "name": "x"}, {"id": "2", "name": "y"}]
    broken = json.dumps(said("2", content="NUL", roles=roles)).replace("NUL", "a\0b")
    seen = parse(chat(said("1"), broken, said("3"), said("4")))
    assert list(seen.by_id) == ["1", "3", "4"]
    assert list(seen.reasons) == [2]


@pytest.mark.parametrize(
    "changes",
    [
        {"timestamp": "2024-13-01T10:00:00Z"},
        {"timestamp": None},
        {"id": None},
        {"id": ""},
        {"content": 5},
        {"timestamp": "0001-01-01T00:00:00+14:00"},
    ],
)
def test_a_message_with_a_wrong_field_is_put_aside(parse, changes):
    seen = parse(chat(said("1") | changes, said("2")))
    assert list(seen.by_id) == ["2"]
    assert list(seen.reasons) == [1]


def test_elements_that_are_no_objects_or_no_utf8_are_put_aside(parse):
    seen = parse(chat("1", "[]", said("2", content="TEXT"), said("3")).encode().replace(b"TEXT", b"\xff\xfe"))
    assert list(seen.by_id) == ["3"]
    assert seen.reasons[3] == "not valid UTF-8 text"
