"""The one error tree: every error says what went wrong and what to do, and carries its exit code."""

from __future__ import annotations


class GivetakeError(Exception):
    """Base of every error a user may meet.

    ``message`` is one line for the user, ``remedy`` says what to do about it. ``exit_code`` is what
    the command line returns; each class of error has its own.
    """

    exit_code = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """The message and its remedy on one line."""
        return f"{self.message} {self.remedy}".strip()


class UsageError(GivetakeError):
    """The command's words do not fit together."""

    exit_code = 2


class ConfigError(GivetakeError):
    """The configuration file or a setting in it is wrong."""

    exit_code = 3


class SourceError(GivetakeError):
    """A source as a whole cannot be read: not found, no permission, or no format we understand."""

    exit_code = 4


class StoreError(GivetakeError):
    """The database cannot be used."""

    exit_code = 5


class StoreLockedError(StoreError):
    """Another program holds the database and did not let go in time."""

    exit_code = 6


class StoreReadOnlyError(StoreError):
    """The database or its folder cannot be written."""

    exit_code = 7


class StoreFullError(StoreError):
    """No room is left on the disk; the last batch was rolled back."""

    exit_code = 8


class StoreDamagedError(StoreError):
    """The file is not a database, or its content is damaged."""

    exit_code = 9


class StoreNewerError(StoreError):
    """The database was written by a newer givetake."""

    exit_code = 10


class NothingToReportError(GivetakeError):
    """The question is fine, but the database holds nothing that answers it."""

    exit_code = 11


class ModelError(GivetakeError):
    """A classifier model cannot be loaded, or does not fit this version."""

    exit_code = 12


class StoreUnreachableError(StoreError):
    """The database's server does not answer, or went away meanwhile."""

    exit_code = 13


class WorkerLostError(GivetakeError):
    """A worker process was killed; what was committed stays."""

    exit_code = 14


class EngineError(GivetakeError):
    """The engine that was asked for is not installed, cannot start, or gave up half-way."""

    exit_code = 15


class PassingError(GivetakeError):
    """A platform did not answer, or not clearly; the same may work in a while."""

    exit_code = 20


class RefusedError(GivetakeError):
    """A platform will not have it: the place is gone, or we may not do that there."""

    exit_code = 21
