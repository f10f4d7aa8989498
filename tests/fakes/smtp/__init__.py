"""A mail server on the loopback, encrypted with a certificate of its own authority."""

import socket
import ssl
from contextlib import contextmanager

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


class Mailbox:
    """Keeps what arrives; ``answer`` is what it says to the next messages, ``refused`` whom it does not know."""

    def __init__(self):
        self.messages, self.answer, self.refused = [], "250 OK", set()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  aiosmtpd's name
        if address in self.refused:
            return "550 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        encrypted = server.transport.get_extra_info("sslcontext") is not None
        if self.answer.startswith("250"):
            self.messages.append((envelope.mail_from, envelope.rcpt_tos, envelope.content, encrypted))
        return self.answer


def _login(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"ada", b"sesame"), handled=False)


class _Fake(Controller):
    def __init__(self, mailbox, context, tls, auth):
        super().__init__(mailbox, hostname="127.0.0.1", port=0, ssl_context=context if tls else None)
        self._context, self._tls, self._auth = context, tls, auth

    def factory(self):
        given = {"authenticator": _login, "auth_required": True} if self._auth else {}
        if not self._tls and self._context:
            given |= {"tls_context": self._context, "require_starttls": True}
        return SMTP(self.handler, auth_require_tls=not self._tls, **given)

    def _trigger_server(self):
        """Knock at the port it got."""
        socket.create_connection(self.server.sockets[0].getsockname()).close()


@contextmanager
def mail_server(folder, *, tls=False, auth=False, plain=False):
    """A running server: its port, the file of its authority, its mailbox."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    mailbox = Mailbox()
    fake = _Fake(mailbox, None if plain else context, tls, auth)
    fake.start()
    try:
        yield fake.server.sockets[0].getsockname()[1], str(ca_file), mailbox
    finally:
        fake.stop()
