"""Digests by e-mail (``mailto:ada@acme.example``): a courier that speaks SMTP, encrypted only.

A mailbox cannot be looked into, so a message whose answer got lost is sent again, under the same Message-ID: by
it mailboxes know the copy.
"""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

import msgspec

from bot.render.embeds import Parcel
from bot.render.mail import subject_of, to_mail
from bot.render.veil import everywhere
from bot.views import Sees
from storage.errors import PassingError, RefusedError

SCHEME = "mailto"


class Server(msgspec.Struct, frozen=True):
    """The mail server: ``tls`` from the first byte, else STARTTLS; ``user`` is empty where it asks for no login."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = msgspec.field(default="")
    tls: bool = False
    ca_file: str = ""
    timeout: float = 30.0


class MailCourier:
    """Brings digests to mailboxes (see :class:`bot.services.deliver.Courier`)."""

    def __init__(self, server: Server, clock: Callable[[], datetime]) -> None:
        """``clock`` dates the messages."""
        self._server, self._clock = server, clock

    async def readers(self, target: str) -> Sees:
        """Whoever an operator writes down as recipient sees what the operator sees."""
        address(target)
        return everywhere

    async def find(self, target: str, marker: str, since: datetime) -> str | None:
        """Nothing: a mailbox cannot be looked into."""
        return None

    async def send(self, target: str, parcel: Parcel, nonce: str) -> str:
        """Send a message and return its Message-ID."""
        sender = address(self._server.sender)
        mail = to_mail(parcel, sender, address(target), subject_of(parcel))
        mail["Date"] = format_datetime(self._clock())
        mail["Message-ID"] = f"<{nonce}@{sender.domain}>"
        await asyncio.to_thread(hand_over, self._server, mail)
        return str(mail["Message-ID"])


def address(text: str) -> Address:
    """The address of ``mailto:ada@acme.example`` or ``ada@acme.example``. Raises RefusedError."""
    spec = text.removeprefix(f"{SCHEME}:")
    try:
        found = Address(addr_spec=spec)
    except (ValueError, IndexError) as error:
        raise RefusedError(f"{spec!r} is no mail address.", "Write it as mailto:ada@acme.example.") from error
    if not found.domain or not found.username or not spec.isprintable() or not spec.isascii():
        raise RefusedError(f"{spec!r} is no mail address.", "Write it as mailto:ada@acme.example.")
    return found


def hand_over(server: Server, mail: EmailMessage) -> None:
    """Give ``mail`` to the server. Raises PassingError (try again) and RefusedError (do not)."""
    try:
        _spoken(server, mail)
    except smtplib.SMTPAuthenticationError as error:
        raise RefusedError("The mail server refused the login.", "Check mail.user and the password.") from error
    except smtplib.SMTPNotSupportedError as error:
        raise RefusedError(
            f"The mail server {server.host} lacks what is needed: {error}.", "Check mail.port and mail.security."
        ) from error
    except ssl.SSLError as error:
        raise RefusedError(
            f"The mail server {server.host} is not who it should be: {error.reason}.",
            "Check mail.host and mail.ca_file.",
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise _complaint(server, error) from error


def _spoken(server: Server, mail: EmailMessage) -> None:
    context = ssl.create_default_context(cafile=server.ca_file or None)
    if server.tls:
        session: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=context)
    else:
        session = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    with session:
        if not server.tls:
            session.starttls(context=context)
        if server.user:
            session.login(server.user, server.password)
        session.send_message(mail)


def _complaint(server: Server, error: Exception) -> PassingError | RefusedError:
    codes = [getattr(error, "smtp_code", 0)]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    if codes and all(500 <= code < 600 for code in codes):
        return RefusedError(f"The mail server {server.host} refused the message ({codes[0]}).", "Check the address.")
    return PassingError(f"The mail server {server.host} did not take the message ({type(error).__name__}).")
