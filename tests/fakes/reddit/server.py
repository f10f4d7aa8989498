"""The HTTP side of the loopback Reddit: a thread that answers from a world or from recordings, faults on request."""

import json
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from tests.fakes.reddit.faults import Faults


class FakeReddit:
    """Listens on a free port of 127.0.0.1 in a ``with`` block; ``requests`` are (method, uri) as they came."""

    def __init__(self, source):
        self.source, self.faults, self.requests = source, Faults(), []
        self.token, self.refused = "token-1", False
        self.limits = {}
        handler = type("Handler", (_Handler,), {"fake": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def paths(self, part=""):
        return [uri for _, uri in self.requests if part in uri]


class _Handler(BaseHTTPRequestHandler):
    fake: FakeReddit
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._serve("GET")

    def do_POST(self):
        self._serve("POST")

    def log_message(self, *_):
        pass

    def date_time_string(self, timestamp=None):
        return formatdate(self.fake.faults.now(), usegmt=True)

    def _serve(self, method):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        self.fake.requests.append((method, self.path))
        if self.path.startswith("/api/v1/access_token"):
            return self._token()
        if self.headers.get("authorization", "").lower() != f"bearer {self.fake.token}":
            return self._send(401, "{}", {"www-authenticate": 'Bearer realm="reddit", error="invalid_token"'})
        fault = self.fake.faults.take(self.path)
        if fault and self._fail(*fault, method, form):
            return None
        status, text = self.fake.source.answer(method, self.path, form) or (
            404,
            '{"message": "Not Found", "error": 404}',
        )
        return self._send(status, text)

    def _token(self):
        if self.fake.refused:
            return self._send(401, '{"message": "Unauthorized", "error": 401}')
        return self._send(
            200, json.dumps({"access_token": self.fake.token, "expires_in": 3600, "scope": "*", "token_type": "bearer"})
        )

    def _fail(self, kind, _, fields, method, form):
        """Do what the fault says; False when the answer follows all the same."""
        if kind == "timeout":
            time.sleep(fields.get("seconds", 2))
            self.close_connection = True
            return True
        if kind == "drop":
            self.close_connection = True
            return True
        if kind == "truncate":
            text = self.fake.source.answer(method, self.path, form)[1]
            self._send(200, text[: len(text) // 2])
            return True
        if kind == "html":
            self._send(200, "<html>over capacity</html>")
            return True
        headers = {"retry-after": str(fields["after"])} if "after" in fields else {}
        self._send(kind, json.dumps({"message": "no", "error": kind, **fields.get("body", {})}), headers)
        return True

    def _send(self, status, text, headers=None):
        data = text.encode()
        self.send_response(status)
        for name, value in {"content-type": "application/json", **self.fake.limits, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
