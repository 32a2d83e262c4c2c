"""What may go wrong, in words for the person at the keyboard.

Every error that a command may end with is a `HarvesterError`: its text says what failed, where,
and what to do next; its `exit_code` is the contract's (docs/operating.md).
"""

from __future__ import annotations

from pathlib import Path

from harvester.vocabulary import ExitCode


class HarvesterError(Exception):
    """Base of the errors that end a command with one clear line."""

    exit_code: int = ExitCode.UNEXPECTED


class UsageError(HarvesterError):
    """The command was asked for something that makes no sense (a missing file, an unknown slug)."""

    exit_code = ExitCode.USAGE


class ConfigurationError(HarvesterError):
    """A declaration, setting or contact is wrong or missing."""

    exit_code = ExitCode.CONFIGURATION


class DeclarationError(ConfigurationError):
    """A source declaration is invalid; the text names the file and the key."""


class ConflictError(HarvesterError):
    """Somebody else decided about the same thing in the meantime; nothing was written."""

    exit_code = ExitCode.USAGE

    def __init__(self, *, who: str, field: str, value: str | None, at: str, subject_id: str = "") -> None:
        said = f"{field} = {value!r}" if value is not None else f"that {field} is left to the harvest again"
        super().__init__(f"{who} decided {said} at {at}, after you had opened it; nothing was changed.")
        self.who, self.field, self.value, self.at = who, field, value, at
        self.subject_id = subject_id


class LockedError(HarvesterError):
    """Another run holds the data directory; the text names the holder."""

    exit_code = ExitCode.LOCKED


class DiskError(HarvesterError):
    """The data directory is full, read-only or failing."""

    exit_code = ExitCode.DISK


class StoreError(DiskError):
    """The store of files, which is elsewhere, refuses: no such bucket, no right to it, no room, damage."""


class StoreUnreachableError(StoreError):
    """The store of files, which is elsewhere, does not answer."""

    exit_code = ExitCode.NETWORK


class DamagedFileError(StoreError):
    """A file in a store elsewhere is not what its name says."""


class NewerCatalogueError(HarvesterError):
    """The catalogue was written by a newer harvester."""

    exit_code = ExitCode.NEWER_CATALOGUE


class DamagedCatalogueError(HarvesterError):
    """The catalogue file is not a readable harvester catalogue."""

    exit_code = ExitCode.DISK


class ArchiveError(UsageError):
    """A WARC file cannot be read; the text names the file and where in it."""


def failed_at(error: BaseException) -> str:
    """What kind of error, and where in the program: no text of a document is in that."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    kind = type(error).__name__
    if trace is None:
        return kind
    return f"{kind} in {Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}"
