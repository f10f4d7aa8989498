import json
import zipfile

import pytest

from bot.connectors.files import ImportOptions, find_sources
from storage.errors import SourceError

COMMENTS = "id,permalink,date,ip,subreddit,gildings,link,parent,body,media\n"
POSTS = "id,permalink,date,ip,subreddit,gildings,title,url,body\n"
LINK = "https://www.reddit.com/r/Kites/comments/s1/line/"


@pytest.fixture
def package(tmp_path):
    """A Discord package: a channel in JSON, a thread in CSV, a direct message, and files that are none."""

    def channel(name, described, said):
        folder = tmp_path / "package" / "Messages" / name
        folder.mkdir(parents=True)
        (folder / "channel.json").write_text(json.dumps(described))
        (folder / ("messages.json" if said.startswith("[") else "messages.csv")).write_text(said)

    guild = {"id": "9", "name": "Kites"}
    text = '[{"ID": 11, "Timestamp": "2024-05-01 10:00:00", "Contents": "hi <@5> <@!7>", "Attachments": ""}]'
    channel("c1", {"id": "1", "type": "GUILD_TEXT", "name": "general", "guild": guild}, text)
    text = 'ID,Timestamp,Contents,Attachments\r\n12,2024-05-01 10:00:00.120000+00:00,"two\r\nlines",\r\n'
    channel("c2", {"id": "2", "type": 11, "name": "tails", "guild": guild}, text)
    channel("c3", {"id": "3", "type": "DM"}, '[{"ID": 13, "Timestamp": "2024-05-01", "Contents": "secret"}]')
    channel("c4", {"id": "4", "type": 0}, '[{"ID": 14, "Timestamp": "", "Contents": "when"}, {"ID": 15')
    (tmp_path / "package" / "Messages" / "index.json").write_text('{"1": "general in Kites"}')
    (tmp_path / "package" / "Konto").mkdir()
    (tmp_path / "package" / "Konto" / "user.json").write_text('{"id": "7", "username": "ann", "global_name": "Ann"}')
    (tmp_path / "package" / "Activity").mkdir()
    (tmp_path / "package" / "Activity" / "events.json").write_text('{"time": 1, "user": "x", "text": "tracked"}\n')
    return tmp_path / "package"


def test_a_discord_package_is_one_source_of_its_owners_messages(read, package):
    seen = read(package)
    assert {batch.source for batch in seen.batches} == {str(package / "Messages")}
    assert [message.id for message in seen.messages] == ["discord:11", "discord:12"]
    assert {message.author for message in seen.messages} == {"discord:7"}
    assert (seen.account("discord:7").name, seen.account("discord:7").display) == ("ann", "Ann")


def test_channels_threads_mentions_and_links_of_a_discord_package(read, package):
    first, second = read(package).messages
    assert (first.mentions, first.thread) == (("discord:5",), None)
    assert first.url == "https://discord.com/channels/9/1/11"
    assert (second.channel, second.thread) == ("discord:2", "discord:2")


def test_direct_messages_are_left_out_and_broken_channels_do_not_end_the_package(read, package):
    seen = read(package)
    assert "secret" not in {message.text for message in seen.messages}
    assert seen.reasons == {3: "no time", 4: "4: the file ends in the middle of its list"}


def test_a_zipped_discord_package_reads_the_same(read, package, tmp_path):
    with zipfile.ZipFile(tmp_path / "p.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(package.rglob("*.*")):
            archive.write(path, path.relative_to(package))
    assert read(tmp_path / "p.zip").messages == read(package).messages


def test_a_discord_package_without_owner_asks_for_one(read, package):
    (package / "Konto" / "user.json").unlink()
    with pytest.raises(SourceError, match="whose"):
        read(package / "Messages")
    assert {message.author for message in read(package / "Messages", self_account="discord:7").messages} == {
        "discord:7"
    }


def test_a_damaged_channel_description_is_a_problem(read, package):
    (package / "Messages" / "c1" / "channel.json").write_text("{")
    assert read(package).reasons[1].startswith("channel.json is not understood")


@pytest.fixture
def reddit_package(tmp_path):
    folder = tmp_path / "reddit"
    folder.mkdir()
    (folder / "comments.csv").write_text(
        COMMENTS + f'c1,{LINK}c1/,2024-05-01 10:00:00 UTC,,Kites,0,{LINK},,"hey, u/Bob",\n'
        f"c2,{LINK}c2/,2024-05-01 10:00:00 UTC,,Kites,0,{LINK},t1_c1,again,\n"
    )
    (folder / "posts.csv").write_text(POSTS + f"s1,{LINK},2024-05-01 09:00:00 UTC,,Kites,0,Line?,{LINK},Which?\n")
    (folder / "messages.csv").write_text(
        "id,permalink,thread_id,date,ip,from,to,subject,body\n1,x,,2024-05-01,,a,b,c,secret\n"
    )
    (folder / "comment_headers.csv").write_text("id,permalink,date,ip,subreddit,gildings,link,parent\n")
    (folder / "statistics.csv").write_text("statistic,value\naccount name,Ann_Hill\n")
    return folder


def test_a_reddit_package_holds_its_owners_comments_and_posts(read, reddit_package):
    seen = read(reddit_package)
    assert {message.author for message in seen.messages} == {"reddit:ann_hill"}
    assert seen.by_id["t3_s1"].text == "Line?\n\nWhich?"
    assert (seen.by_id["t1_c1"].reply_to, seen.by_id["t1_c1"].mentions) == ("reddit:t3_s1", ("reddit:bob",))
    assert (seen.by_id["t1_c2"].reply_to, seen.by_id["t1_c2"].thread) == ("reddit:t1_c1", "reddit:t3_s1")


def test_private_messages_of_a_reddit_package_are_left_out(reddit_package):
    found = find_sources([str(reddit_package)], options=ImportOptions())
    assert [source.id for source in found.sources] == [
        str(reddit_package / name) for name in ("comments.csv", "posts.csv")
    ]
    assert str(reddit_package / "messages.csv") in found.skipped


def test_a_reddit_package_without_owner_asks_for_one(read, reddit_package):
    (reddit_package / "statistics.csv").unlink()
    with pytest.raises(SourceError, match="whose"):
        read(reddit_package)
    assert {message.author for message in read(reddit_package, self_account="reddit:Bob").messages} == {"reddit:bob"}
