def test_utterances_by_old_and_new_key_names(read, exports):
    seen = read(exports / "corpus")
    first, second, third = seen.messages
    assert (first.id, first.thread, first.reply_to) == ("convokit:corpus:u1", "convokit:corpus:u1", None)
    assert (second.author, second.reply_to, second.thread) == (
        "convokit:s2",
        "convokit:corpus:u1",
        "convokit:corpus:u1",
    )
    assert (third.author, third.text, third.removed) == (None, "", "moderator")


def test_a_corpus_is_a_board_named_after_its_folder(read, exports):
    seen = read(exports / "corpus")
    [community], [channel] = seen.communities, seen.channels
    assert (community.id, community.name, channel.kind) == ("convokit:corpus", "corpus", "board")


def test_speakers_are_called_what_the_corpus_calls_them(read, exports):
    seen = read(exports / "corpus")
    assert {account.id: account.name for account in seen.accounts} == {"convokit:s1": "Ann", "convokit:s2": "s2"}


def test_utterances_without_time_or_speaker_are_put_aside(parse):
    good = '{"id": "1", "root": "1", "text": "a", "user": {"id": "s"}, "reply-to": null, "timestamp": 5}'
    seen = parse("\n".join([good, good.replace("5}", "null}"), good.replace('{"id": "s"}', "null")]), community="k")
    assert [message.author for message in seen.messages] == ["convokit:s"]
    assert seen.reasons == {2: "no time", 3: "no speaker"}
