"""Digests by e-mail, over a real SMTP connection with TLS."""

import asyncio
import email
import email.policy
import re
from datetime import UTC, datetime

import pytest

from bot.render.embeds import Card, Field, Parcel
from bot.render.mail import subject_of, to_html, to_text
from bot.services.mail import MailCourier, Server, address
from storage.errors import PassingError, RefusedError
from tests.bot.render.attacks import PAYLOADS
from tests.fakes.smtp import mail_server

NOW = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
PARCEL = Parcel(
    marker="givetake digest 1 for 2025-03-03 09:00",
    cards=(
        Card(
            title="Kiln &amp; Clay: 24 Feb 2025 to 2 Mar 2025", text="**Kiln gives** more than it takes.",
            image="balance.png",
            fields=(Field("Turn to first", "Answer **Maya**: [the message](https://discord.example/1/2/3)"),),
            footer="givetake digest 1 for 2025-03-03 09:00",
        ),
    ),
    files=(("balance.png", b"\x89PNG picture"), ("digest.md", b"# whole")),
)  # fmt: skip


def courier(port, ca_file, **fields):
    server = Server(host="127.0.0.1", port=port, sender="givetake@kiln.example", ca_file=ca_file, **fields)
    return MailCourier(server, lambda: NOW)


def send(each, target="mailto:ada@acme.example", parcel=PARCEL, nonce="digest-abc"):
    return asyncio.run(each.send(target, parcel, nonce))


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # it is TLS from the first byte
@pytest.mark.parametrize("tls", [False, True], ids=["starttls", "tls"])
def test_a_digest_arrives_whole_and_encrypted(tmp_path, tls):
    with mail_server(tmp_path, tls=tls, auth=True) as (port, ca_file, mailbox):
        sent = send(courier(port, ca_file, tls=tls, user="ada", password="sesame"))
    ((sender, recipients, content, encrypted),) = mailbox.messages
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert (sender, recipients, encrypted) == ("givetake@kiln.example", ["ada@acme.example"], True)
    assert (sent, mail["Message-ID"]) == ("<digest-abc@kiln.example>",) * 2
    assert mail["Date"] == "Mon, 03 Mar 2025 09:00:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == "Kiln & Clay: 24 Feb 2025 to 2 Mar 2025"
    assert "the message <https://discord.example/1/2/3>" in mail.get_body(("plain",)).get_content()
    page = mail.get_body(("html",)).get_content()
    assert "<strong>Maya</strong>" in page
    parts = {part.get_filename(): part for part in mail.walk() if part.get_filename()}
    assert parts["digest.md"].get_content() == b"# whole"
    picture = parts["balance.png"]
    assert (picture["Content-ID"].strip("<>"), picture.get_content_disposition()) == ("picture", "inline")
    assert 'src="cid:picture"' in page


@pytest.mark.parametrize(
    ("answer", "error"), [("451 Later", PassingError), ("550 No", RefusedError), ("421 Going away", PassingError)]
)
def test_a_refusal_is_told_from_trouble_that_passes(tmp_path, answer, error):
    with mail_server(tmp_path) as (port, ca_file, mailbox):
        mailbox.answer = answer
        with pytest.raises(error):
            send(courier(port, ca_file))
    assert mailbox.messages == []


def test_an_unknown_recipient_is_refused(tmp_path):
    with mail_server(tmp_path) as (port, ca_file, mailbox):
        mailbox.refused = {"ada@acme.example"}
        with pytest.raises(RefusedError, match="550"):
            send(courier(port, ca_file))


def test_a_wrong_password_is_refused(tmp_path):
    with mail_server(tmp_path, auth=True) as (port, ca_file, _), pytest.raises(RefusedError, match="login"):
        send(courier(port, ca_file, user="ada", password="simsalabim"))


def test_nothing_is_sent_to_a_server_without_encryption_or_of_another_authority(tmp_path):
    with mail_server(tmp_path, plain=True) as (port, ca_file, mailbox):
        with pytest.raises(RefusedError):
            send(courier(port, ca_file))
        assert mailbox.messages == []
    with mail_server(tmp_path) as (port, _, mailbox):
        with pytest.raises(RefusedError, match="not who it should be"):
            send(courier(port, ""))
        assert mailbox.messages == []


def test_nobody_there_passes():
    with pytest.raises(PassingError):
        send(courier(1, ""))


@pytest.mark.parametrize(
    "target", ["mailto:", "mailto:ada", "mailto:a@b\nBcc: c@d", "mailto:a@b,c@d", "mailto:ä@b.example"]
)
def test_only_one_plain_address_is_written_to(target):
    with pytest.raises(RefusedError):
        address(target)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_of_others_show_literally(payload):
    from bot.render.clean import markdown

    words = markdown(payload)
    parcel = Parcel(line=words, cards=(Card(title=words, text=words, fields=(Field(words, words),), footer=words),))
    page = to_html(parcel)
    tags = set(re.findall(r"<\s*([a-z0-9]+)", page))
    assert tags <= {"html", "head", "meta", "body", "div", "h1", "h2", "p", "br", "strong", "em", "code"}
    assert "\n" not in subject_of(parcel)
    assert to_text(parcel)


def test_raw_markup_is_never_markup():
    parcel = Parcel(cards=(Card(text="<script>x</script> ![p](https://evil.example/p.png) [a](javascript:x)"),))
    page = to_html(parcel)
    assert "<script" not in page and "<img" not in page and 'href="javascript' not in page
