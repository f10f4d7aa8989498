"""One courier for all kinds of target: who brings a digest is told by the beginning of where it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.config_mail import MailSection, password_of
from bot.render.embeds import Parcel
from bot.services.deliver import Courier
from bot.services.drops import FileCourier, WebhookCourier
from bot.services.mail import SCHEME, MailCourier, Server
from bot.views import Sees
from storage.errors import RefusedError


class Carriers:
    """Brings digests to whatever target there is a courier for (see :class:`bot.services.deliver.Courier`)."""

    def __init__(self, couriers: Mapping[str, Courier]) -> None:
        """``couriers`` by what stands before the colon of a target: ``discord``, ``dm``, ``mailto``, ``https``."""
        self._couriers = couriers

    async def readers(self, target: str) -> Sees:
        """Which channels everybody who reads the target could see."""
        return await self._courier(target).readers(target)

    async def find(self, target: str, marker: str, since: datetime) -> str | None:
        """The message of ours that carries ``marker``, if there is one and one can look."""
        return await self._courier(target).find(target, marker, since)

    async def send(self, target: str, parcel: Parcel, nonce: str) -> str:
        """Send a message and return its id."""
        return await self._courier(target).send(target, parcel, nonce)

    def _courier(self, target: str) -> Courier:
        scheme = target.partition(":")[0].lower()
        if scheme not in self._couriers:
            known = f"Set mail.host in the configuration, or use {', '.join(self._couriers)}."
            raise RefusedError(f"Nobody here brings digests to {scheme!r}.", known)
        return self._couriers[scheme]


def couriers(section: MailSection, clock: Callable[[], datetime]) -> dict[str, Courier]:
    """Couriers for folders, web addresses and, where a mail server is set up, mailboxes. Raises ConfigError."""
    found: dict[str, Courier] = {"file": FileCourier(), "https": WebhookCourier(), "http": WebhookCourier()}
    if section.host:
        server = Server(
            host=section.host, port=section.port, sender=section.sender, user=section.user,
            password=password_of(section), tls=section.security == "tls", ca_file=section.ca_file,
        )  # fmt: skip
        found[SCHEME] = MailCourier(server, clock)
    return found
