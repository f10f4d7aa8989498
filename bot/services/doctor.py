"""Doctor: look at everything the bot needs, and say of each whether it is fine and what to do if not."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from analyzers.classifier.protocol import Classifier, Item
from bot.connectors.discord_probe import Finding
from storage.address import is_address, shown
from storage.connection import MEMORY
from storage.errors import GivetakeError
from storage.forgotten import SECRET
from storage.store import Store

__all__ = ["Finding", "database", "model"]
_ROOM = 200 << 20


def database(path: str) -> Finding:
    """Whether the database opens, can be written and has room."""
    new = path != MEMORY and not is_address(path) and not Path(path).exists()
    try:
        with closing(Store(path, timeout=2.0)) as store:
            with store.transaction():
                held = store.totals().messages
            room, about, keyless = _room(store), store.about(), store.shared and not os.environ.get(SECRET)
    except GivetakeError as error:
        return Finding("database", False, error.message, error.remedy)
    if room < _ROOM:
        return Finding("database", False, f"{shown(path)}: {room >> 20} MB left on its disk", "Make room.")
    seen = f"{shown(path)}: {'made just now' if new else f'{held:,} messages'}, {about}"
    if keyless:
        return Finding("database", False, f"{seen}, {SECRET} is not set", f"Set {SECRET}: nobody can be forgotten yet.")
    return Finding("database", True, seen)


def _room(store: Store) -> int:
    """Bytes left on the disk, where we can see it."""
    file = store.file()
    return shutil.disk_usage(file.absolute().parent).free if file else _ROOM


def model(load: Callable[[], Classifier]) -> Finding:
    """Whether the classifier loads and judges."""
    begun = time.monotonic()
    try:
        classifier = load()
        (label,) = classifier.label([Item(text="Thanks, that helped.")])
    except GivetakeError as error:
        return Finding("model", False, error.message, error.remedy)
    except ImportError as error:
        return Finding("model", False, f"{error.name} is not installed", "Install givetake again.")
    return Finding("model", label.p_take < 0.5, f"{classifier.model}, ready in {time.monotonic() - begun:.1f} s")
