import gzip

import pytest

from bot.connectors.exports.mail_text import cut_quotes

HEAD = (
    "From a@b Wed May  1 10:00:00 2024\nFrom: a@b.example\nDate: Wed, 01 May 2024 10:00:00 +0000\nMessage-ID: <{}@x>\n"
)


def test_the_first_mail_shows_its_subject_without_signature(read, exports):
    message = read(exports / "list.mbox").by_id["m1@example.org"]
    assert message.text == "Which line for Öland?\n\nHello,\n\nFrom the beach I ask: which line?"
    assert (message.id, message.thread, message.reply_to) == ("mail:m1@example.org", "mail:m1@example.org", None)
    assert message.time.isoformat() == "2024-05-01T10:00:00+00:00"


def test_an_answer_is_only_what_its_author_wrote(read, exports):
    message = read(exports / "list.mbox").by_id["m2@example.org"]
    assert message.text == "Braided."
    assert (message.reply_to, message.thread) == ("mail:m1@example.org", "mail:m1@example.org")


def test_a_date_that_is_none_is_taken_from_the_envelope(read, exports):
    assert read(exports / "list.mbox").by_id["m2@example.org"].time.isoformat() == "2024-05-01T11:00:00+00:00"


def test_senders_are_addresses_also_where_an_archive_obscured_them(read, exports):
    seen = read(exports / "list.mbox")
    assert {account.id: account.display for account in seen.accounts} == {
        "mail:ann@example.org": "Ann Hill",
        "mail:bob@example.org": "Bob Vale",
    }


def test_the_list_is_the_community_and_a_board(read, exports):
    seen = read(exports / "list.mbox")
    [community], [channel] = seen.communities, seen.channels
    assert (community.id, community.name, channel.kind) == ("mail:kites.lists.example.org", "Kite builders", "board")


def test_gzip_makes_no_difference(parse, read, exports):
    assert parse(gzip.compress((exports / "list.mbox").read_bytes())).messages == read(exports / "list.mbox").messages


def test_html_is_read_without_tags_quotes_and_scripts(parse):
    body = "<style>p{}</style><p>Yes &amp; no<br>ok</p><blockquote>old</blockquote><script>x()</script>"
    seen = parse(HEAD.format(1) + "Content-Type: text/html\n\n" + body)
    assert seen.messages[0].text == "Yes & no\nok"


def test_the_plain_part_goes_before_html_and_attachments(parse):
    parts = (
        "Content-Type: text/plain\nContent-Disposition: attachment\n\nfile",
        "Content-Type: text/html\n\n<p>no</p>",
        "Content-Type: text/plain; charset=latin-1\nContent-Transfer-Encoding: quoted-printable\n\n=D6l",
    )
    head = HEAD.format(1) + 'Content-Type: multipart/mixed; boundary="B"\n'
    seen = parse(head + "".join(f"\n--B\n{part}" for part in parts) + "\n--B--\n")
    assert seen.messages[0].text == "Öl"


@pytest.mark.parametrize("charset", ["nonsense", "utf-8", "ascii", "\\x00"])
def test_wrong_charsets_are_read_somehow(parse, charset):
    raw = (HEAD.format(1) + f"Content-Type: text/plain; charset={charset}\n\ncaf").encode() + b"\xe9\n"
    assert parse(raw).messages[0].text == "café"


def test_mails_without_sender_or_date_are_put_aside(parse):
    bad = "\n\nFrom x May 1 10:00\nSubject: none\n\nFrom here on."
    bad += "\n\nFrom x 99:99\nFrom: a@b.example\nDate: 1 Jan 1904\n\nhi\n"
    seen = parse(HEAD.format(1) + "\nhi" + bad)
    assert seen.reasons == {2: "no sender", 3: "no date that is understood"}


def test_a_mail_without_id_gets_the_same_one_every_time(parse):
    text = HEAD.format(1).replace("Message-ID: <1@x>\n", "") + "\nhi\n"
    assert parse(text).messages[0].id == parse(text).messages[0].id


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Yes.\n\nOn Mon, Ann wrote:\n> No?\n> Really?\n\nSure.", "Yes.\n\nSure."),
        ("Yes.\n\nOn Mon, 1 May 2024\nAnn <a@b>\nwrote:\n\n> No?", "Yes."),
        ("Am Montag schrieb Ann:\n> Nein?\nDoch.", "Doch."),
        ("Top.\n\n-----Original Message-----\nFrom: x\nold", "Top."),
        ("Hi\n-- \nAnn\nCEO", "Hi"),
        ("a\n___________________________________\nkites mailing list", "a"),
        ("Turned on the light.\nHe wrote: nothing", "Turned on the light.\nHe wrote: nothing"),
        ("a -- b\n--- c", "a -- b\n--- c"),
        ("> all quoted", ""),
    ],
)
def test_quotes_and_signatures_are_cut(text, own):
    assert cut_quotes(text) == own
