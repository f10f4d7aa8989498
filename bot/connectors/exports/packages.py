"""Data packages whose files only make sense together: found among the files of a folder or archive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from bot.connectors.exports.detecting import Format, ImportOptions
from bot.connectors.exports.discord_package import DiscordPackage, package_owner
from bot.connectors.exports.origins import Origin
from bot.connectors.exports.streams import content
from storage.errors import SourceError
from storage.models import Account

Channels = list[tuple[Origin, Origin]]


class Package:
    """A Discord data package: where its messages lie, how to read it, and the files that belong to it."""

    def __init__(self, root: str, form: Format, size: int, files: frozenset[str]) -> None:
        self.root = root
        self.form = form
        self.size = size
        self.files = files


def discord_packages(files: Mapping[str, Origin], options: ImportOptions) -> Iterator[Package]:
    """The Discord packages among files that are named by their paths (the names of their folders vary by language).

    Raises:
        SourceError: When nobody says whose package it is.
    """
    for root, channels in _channel_folders(files).items():
        users = [name for name in files if PurePosixPath(name).match("*/user.json") and _up(name, 2) == root.parent]
        owner = _owner(options, content(files[users[0]]) if users else b"")
        if owner is None:
            raise SourceError(
                f"{root}: a Discord data package, but whose?", "Name the account that it belongs to (discord:ID)."
            )
        belongs = frozenset(name for name in files if _within(name, root, with_siblings=bool(users)))
        yield Package(str(root), _format(channels, owner), sum(said.size for _, said in channels), belongs)


def _format(channels: Channels, owner: Account) -> Format:
    return Format("Discord data package", lambda told: DiscordPackage(channels, owner, told))


def _channel_folders(files: Mapping[str, Origin]) -> dict[PurePosixPath, Channels]:
    """Messages folder -> its channels: each is a folder with ``channel.json`` beside its messages."""
    found: dict[PurePosixPath, Channels] = defaultdict(list)
    for name in sorted(files):
        folder = PurePosixPath(name).parent
        if PurePosixPath(name).name != "channel.json":
            continue
        for kind in ("messages.json", "messages.csv"):
            if said := files.get(str(folder / kind)):
                found[folder.parent].append((files[name], said))
                break
    return dict(found)


def _up(name: str, levels: int) -> PurePosixPath:
    path = PurePosixPath(name)
    for _ in range(levels):
        path = path.parent
    return path


def _within(name: str, root: PurePosixPath, *, with_siblings: bool) -> bool:
    """Whether a file lies in the messages folder, or in one of the package's other folders."""
    path = PurePosixPath(name)
    if path.is_relative_to(root):
        return True
    return with_siblings and path.is_relative_to(root.parent) and path.parent != root.parent


def _owner(options: ImportOptions, user: bytes) -> Account | None:
    told = package_owner(user)
    if not options.self_account:
        return told
    native = options.self_account.removeprefix("discord:")
    return told if told and told.id == f"discord:{native}" else Account(id=f"discord:{native}", name=native)
