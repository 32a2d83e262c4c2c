"""The note in a data directory that says where its store is, and how it comes there.

Without a note the store is the folder `files/`. The note is written once, by the first command that
changes a new data directory while `store.url` is configured, and by `harvester store move`. Commands that
only look need no configuration for it. It never holds a secret.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from harvester.durable import write_whole
from harvester.errors import ConfigurationError
from harvester.store import LocalStore, disk_errors, sync_folder
from harvester.stores.settings import store_settings

if TYPE_CHECKING:
    from harvester.paths import DataDirectory
    from harvester.store import Store

_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a store is."""

    url: str = ""  # "": in `files/` of the data directory
    left: tuple[str, ...] = ()  # where its files lay before, and are still to be removed
    fixed: bool = False  # whatever the configuration says (a demo, a scratch directory)


def noted(data: DataDirectory) -> Place:
    """What the note of a data directory says.

    Raises:
        ConfigurationError: the note is damaged.
    """
    try:
        values = json.loads(data.store_note.read_bytes())
        if values.pop("format") != _FORMAT:
            raise ValueError("it is of a newer harvester")
        return Place(**{**values, "left": tuple(values["left"])})
    except FileNotFoundError:
        return Place()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"{data.store_note} cannot be read ({error}): it says where the files of this harvest are. Take "
            "it from a backup, or remove it and set store.url to where they are."
        ) from error


def elsewhere(data: DataDirectory) -> bool:
    """Whether the files of a data directory lie outside of it.

    Raises:
        ConfigurationError: the note is damaged.
    """
    return bool(noted(data).url)


def note(data: DataDirectory, place: Place) -> None:
    """Write the note; a store in `files/` that is moved by nobody needs none.

    Raises:
        DiskError: the disk refuses.
    """
    if place == Place():
        with disk_errors(data.store_note):
            data.store_note.unlink(missing_ok=True)
            sync_folder(data.root)
        return
    values = {"format": _FORMAT, **asdict(place)}
    write_whole(data.store_note, json.dumps(values, indent=1).encode() + b"\n")


def keep_here(data: DataDirectory) -> None:
    """Let a demo or scratch directory have its own files, whatever is configured.

    Raises:
        DiskError: the disk refuses.
    """
    if store_settings().url is not None:
        with disk_errors(data.root):
            data.root.mkdir(parents=True, exist_ok=True)
        note(data, Place(fixed=True))


def left_behind(data: DataDirectory) -> tuple[Store, ...]:
    """Stores in which files of this harvest still lie after it was moved elsewhere."""
    from harvester.stores.opening import open_at

    return tuple(open_at(data, url) for url in noted(data).left)


def settle(data: DataDirectory) -> None:
    """Decide where the store of a data directory is, once; only for a holder of its lock.

    Raises:
        ConfigurationError: the configuration names another place than the note, or than where files are.
        StoreError: there is no store at the configured place, and none can be made there.
    """
    settings = store_settings()
    asked = settings.url
    trouble = trouble_with(data, asked)
    if trouble:
        raise ConfigurationError(f"{settings.origin}: {trouble}")
    place = noted(data)
    if asked is None or place.fixed or place.url or asked == data.files.absolute().as_uri():
        return
    from harvester.stores.opening import prepare

    prepare(data, asked)
    note(data, Place(url=asked))


def trouble_with(data: DataDirectory, asked: str | None) -> str:
    """What is wrong with a configured address for this data directory; "" when nothing is."""
    place = noted(data)
    if asked is None or place.fixed or asked == (place.url or data.files.absolute().as_uri()):
        return ""
    if not (place.url or _holds_files(data)):
        return ""
    return (
        f"store.url is {asked}, but the files of {data.root} are in {place.url or data.files}. "
        f"'harvester store move {asked}' brings them there; or correct store.url."
    )


def _holds_files(data: DataDirectory) -> bool:
    return next(iter(LocalStore(data.files).hashes()), None) is not None
