"""Opening the store that a data directory or an address names; one for each address in a process."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from harvester.store import LocalStore, disk_errors
from harvester.stores.address import folder_of
from harvester.stores.place import noted

if TYPE_CHECKING:
    from harvester.paths import DataDirectory
    from harvester.store import Store
    from harvester.stores.remote import RemoteStore

_OPEN: dict[tuple[int, str, str], RemoteStore] = {}  # connections, and what is known to be there
_LOCK = threading.Lock()


def open_noted(data: DataDirectory) -> Store:
    """The store that the note of a data directory names.

    Raises:
        ConfigurationError: the note, or what the configuration says of the store, makes no sense.
    """
    return open_at(data, noted(data).url)


def open_at(data: DataDirectory, url: str) -> Store:
    """The store at an address, for a data directory that keeps its copies; "" is the directory's own folder.

    Raises:
        ConfigurationError: what the configuration says of the store makes no sense.
    """
    if not url:
        return LocalStore(data.files)
    folder = folder_of(url)
    return LocalStore(folder) if folder is not None else _remote(data, url)


def prepare(data: DataDirectory, url: str) -> None:
    """Make a store at an address, or find that there is one.

    Raises:
        ConfigurationError: what the configuration says of the store makes no sense.
        DiskError: no store can be there.
    """
    folder = folder_of(url) if url else data.files
    if folder is None:
        _remote(data, url).prepare()
        return
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)


def _remote(data: DataDirectory, url: str) -> RemoteStore:
    from harvester.stores.cache import FileCache
    from harvester.stores.remote import RemoteStore
    from harvester.stores.settings import store_settings

    cache = data.file_cache.absolute()
    name = (os.getpid(), url, str(cache))
    with _LOCK:
        if name not in _OPEN:
            settings = store_settings()
            _OPEN[name] = RemoteStore(url, settings.options_for(url), FileCache(cache, settings.cache_bytes))
        return _OPEN[name]


def forget() -> None:
    """Open everything anew: what the configuration says may have changed."""
    with _LOCK:
        _OPEN.clear()
