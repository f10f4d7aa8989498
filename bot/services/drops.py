"""Digests to a folder (``file:/srv/digests``) or a web address (``https://hooks.acme.example/x``)."""

from __future__ import annotations

import asyncio
import base64
import re
import urllib.error
import urllib.request
from datetime import datetime
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from bot.render.embeds import Parcel
from bot.render.mail import to_html, to_text
from bot.render.veil import everywhere
from bot.views import Sees
from storage.errors import PassingError, RefusedError

_TIMEOUT = 30.0
_UNFIT = re.compile(r"[^A-Za-z0-9-]+")


class FileCourier:
    """Leaves each digest as a folder of files, named by its marker, so that one is never left twice."""

    async def readers(self, target: str) -> Sees:
        """Whoever can read the operator's disk sees what the operator sees."""
        return everywhere

    async def find(self, target: str, marker: str, since: datetime) -> str | None:
        """The folder of this digest, if it is complete."""
        place = _folder(target) / _name(marker)
        return str(place) if place.is_dir() else None

    async def send(self, target: str, parcel: Parcel, nonce: str) -> str:
        """Write the files aside, then give the folder its name in one step; return where it is."""
        return await asyncio.to_thread(_leave, _folder(target), parcel, nonce)


class WebhookCourier:
    """Posts each digest as JSON; ``Idempotency-Key`` lets the receiver know a copy."""

    async def readers(self, target: str) -> Sees:
        """Whoever an operator sends it to sees what the operator sees."""
        return everywhere

    async def find(self, target: str, marker: str, since: datetime) -> str | None:
        """Nothing: a receiver is only spoken to."""
        return None

    async def send(self, target: str, parcel: Parcel, nonce: str) -> str:
        """Post it and return the nonce."""
        await asyncio.to_thread(_post, target, _body(parcel, nonce), nonce)
        return nonce


def _folder(target: str) -> Path:
    path = Path(target.removeprefix("file:").removeprefix("//"))
    if not path.is_absolute():
        raise RefusedError(f"{target!r} is no folder.", "Write it as file:/srv/digests.")
    return path


def _name(marker: str) -> str:
    return _UNFIT.sub("-", marker).strip("-") or "digest"


def _leave(folder: Path, parcel: Parcel, nonce: str) -> str:
    place, aside = folder / _name(parcel.marker or nonce), folder / f".{_name(nonce)}.part"
    files = {"digest.txt": to_text(parcel).encode(), "digest.html": to_html(parcel).encode(), **dict(parcel.files)}
    try:
        if place.is_dir():
            return str(place)
        aside.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (aside / Path(name).name).write_bytes(content)
        aside.rename(place)
    except OSError as error:
        raise PassingError(f"The digest cannot be left in {folder}: {error.strerror}.", "Check the folder.") from error
    return str(place)


def _body(parcel: Parcel, nonce: str) -> bytes:
    files = [{"name": name, "base64": base64.b64encode(content).decode()} for name, content in parcel.files]
    told = {"schema": "givetake/digest@1", "id": nonce, "marker": parcel.marker, "text": to_text(parcel),
            "html": to_html(parcel), "files": files}  # fmt: skip
    return msgspec.json.encode(told)


def _post(target: str, body: bytes, nonce: str) -> None:
    parts = urlsplit(target)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")):
        raise RefusedError("Digests go to https addresses only.", "Write it as https://hooks.acme.example/x.")
    headers = {"Content-Type": "application/json", "Idempotency-Key": nonce, "User-Agent": "givetake"}
    request = urllib.request.Request(target, data=body, headers=headers, method="POST")  # noqa: S310  checked above
    try:
        with _OPENER.open(request, timeout=_TIMEOUT):
            return
    except urllib.error.HTTPError as error:
        if 400 <= error.code < 500 and error.code not in (408, 425, 429):
            raise RefusedError(f"The webhook refused the digest ({error.code}).", "Check its address.") from error
        raise PassingError(f"The webhook answered {error.code}.") from error
    except (OSError, HTTPException) as error:
        raise PassingError(f"The webhook did not answer ({type(error).__name__}).") from error


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: a digest goes where it was sent, or nowhere."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Say that there is nothing to follow."""


_OPENER = urllib.request.build_opener(_Stay)
