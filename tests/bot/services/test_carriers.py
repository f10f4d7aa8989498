"""Digests to folders and web addresses, and the choice of who brings them."""

import asyncio
import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from msgspec.structs import replace

from bot.config_mail import MailSection, password_of
from bot.services.carriers import Carriers, couriers
from bot.services.drops import FileCourier, WebhookCourier
from storage.errors import ConfigError, PassingError, RefusedError
from tests.bot.services.test_mail import PARCEL

NOW = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def run(job):
    return asyncio.run(job)


class Hook(BaseHTTPRequestHandler):
    """Answers with the next of the server's codes, and keeps what it was sent."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.headers["Idempotency-Key"], json.loads(body)))
        self.send_response(self.server.codes.pop(0))
        self.send_header("Location", "https://evil.example/")
        self.end_headers()

    def log_message(self, *_):
        """Stay silent."""


@pytest.fixture
def hook():
    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        server.got, server.codes = [], []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def url(hook):
    return f"http://127.0.0.1:{hook.server_port}/digest"


def test_a_webhook_gets_text_html_and_picture_under_a_name_of_its_own(hook):
    hook.codes = [204]
    assert run(WebhookCourier().send(url(hook), PARCEL, "digest-abc")) == "digest-abc"
    ((key, told),) = hook.got
    assert (key, told["id"], told["schema"]) == ("digest-abc", "digest-abc", "givetake/digest@1")
    assert "Maya" in told["text"] and "<strong>" in told["html"]
    assert [each["name"] for each in told["files"]] == ["balance.png", "digest.md"]


@pytest.mark.parametrize(
    ("code", "error"), [(500, PassingError), (429, PassingError), (404, RefusedError), (302, PassingError)]
)
def test_answers_of_a_webhook(hook, code, error):
    hook.codes = [code]
    with pytest.raises(error):
        run(WebhookCourier().send(url(hook), PARCEL, "n"))
    assert len(hook.got) == 1


@pytest.mark.parametrize("target", ["http://acme.example/x", "https:", "ftp://x"])
def test_a_webhook_is_https(target):
    with pytest.raises((RefusedError, PassingError)):
        run(WebhookCourier().send(target, PARCEL, "n"))


def test_a_folder_gets_each_digest_once_and_whole(tmp_path):
    courier, target = FileCourier(), f"file:{tmp_path / 'out'}"
    assert run(courier.find(target, PARCEL.marker, NOW)) is None
    place = run(courier.send(target, PARCEL, "digest-abc"))
    assert run(courier.find(target, PARCEL.marker, NOW)) == place
    assert run(courier.send(target, PARCEL, "digest-abc")) == place
    (folder,) = (tmp_path / "out").iterdir()
    assert {each.name for each in folder.iterdir()} == {"digest.txt", "digest.html", "balance.png", "digest.md"}


def test_a_name_cannot_leave_the_folder(tmp_path):
    parcel = replace(PARCEL, marker="../../evil", files=(("../../x.png", b"x"),))
    run(FileCourier().send(f"file:{tmp_path / 'out'}", parcel, "n"))
    assert {each.name for each in tmp_path.iterdir()} == {"out"}
    with pytest.raises(RefusedError):
        run(FileCourier().send("file:relative", PARCEL, "n"))


def test_a_folder_that_cannot_be_written_passes(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(PassingError):
        run(FileCourier().send(f"file:{tmp_path / 'taken'}", PARCEL, "n"))


def test_the_target_says_who_brings_it(tmp_path):
    carriers = Carriers(couriers(MailSection(), lambda: NOW))
    assert run(carriers.send(f"file:{tmp_path}", PARCEL, "n")).startswith(str(tmp_path))
    assert run(carriers.readers(f"file:{tmp_path}"))("discord:1")
    with pytest.raises(RefusedError, match="mailto"):
        run(carriers.send("mailto:ada@acme.example", PARCEL, "n"))
    assert "mailto" in couriers(MailSection(host="mail.example", sender="a@b.example"), lambda: NOW)


def test_the_password_comes_from_the_environment_or_its_file(tmp_path, monkeypatch):
    monkeypatch.delenv("GIVETAKE_MAIL_PASSWORD", raising=False)
    assert password_of(MailSection()) == ""
    (tmp_path / "p").write_text("sesame\n")
    assert password_of(MailSection(password_file=str(tmp_path / "p"))) == "sesame"
    with pytest.raises(ConfigError):
        password_of(MailSection(password_file=str(tmp_path / "none")))
    monkeypatch.setenv("GIVETAKE_MAIL_PASSWORD", "other")
    assert password_of(MailSection(password_file="ignored")) == "other"


@pytest.fixture
def ordered(store, tmp_path):
    """A daily digest into a folder, and a postman whose program may end after any of his calls."""
    from bot.services.deliver import Postman
    from storage.models import to_millis
    from storage.reviews import Who

    with store.transaction():
        store.add_digest(
            "Kiln", "0 9 * * *", "UTC", f"file:{tmp_path / 'out'}", 7, to_millis(NOW - DAY), Who(id="op", name="op")
        )

    async def job(work, *arguments):
        return work(store, *arguments)

    async def pack(due, sees, late):
        return replace(PARCEL, marker=due.marker)

    return lambda: Postman(job, Carriers(couriers(MailSection(), lambda: NOW)), pack, lambda: NOW, DAY)


def test_a_digest_is_left_once_and_recorded(ordered, store, tmp_path):
    (done,) = run(ordered().deliver("Kiln"))
    assert (done.state, done.message) == ("sent", str(next((tmp_path / "out").iterdir())))
    assert run(ordered().deliver("Kiln")) == []
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_after_a_crash_between_leaving_and_recording_there_is_no_second_copy(ordered, store, tmp_path, monkeypatch):
    from bot.services import deliver

    def crash(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(deliver, "end", crash)
        with pytest.raises(KeyboardInterrupt):
            run(ordered().deliver("Kiln"))
    before = {each: each.stat().st_mtime_ns for each in (tmp_path / "out").iterdir()}
    (done,) = run(ordered().deliver("Kiln"))
    assert done.state == "sent"
    assert {each: each.stat().st_mtime_ns for each in (tmp_path / "out").iterdir()} == before
