"""From an address and its options to a file system of fsspec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

FileSystem = Any  # fsspec has no types

# Nothing is remembered of what is where: others write there too. A service that hangs is noticed.
_ALWAYS = {"use_listings_cache": False, "skip_instance_cache": True}
_OF_S3: dict[str, Any] = {
    "config_kwargs": {
        "connect_timeout": 10,
        "read_timeout": 60,
        "retries": {"mode": "standard", "total_max_attempts": 2},  # s3fs tries five times on top
    }
}


def connect(url: str, options: Mapping[str, Any]) -> tuple[FileSystem, str]:
    """The file system, and the path of the store in it. Asks nothing of the service yet.

    Raises:
        ConfigurationError: the kind of store is not known, its library is missing, an option is wrong.
    """
    from fsspec.core import url_to_fs
    from fsspec.registry import known_implementations

    kind = url.partition("://")[0].lower()
    defaults = {**_ALWAYS, **(_OF_S3 if kind in ("s3", "s3a") else {})}
    try:
        fs, root = url_to_fs(url, **{**defaults, **options})
    except ImportError as error:
        extra = "pip install 'harvester[s3]'" if kind in ("s3", "s3a") else str(error)
        raise ConfigurationError(f"a library for {kind}:// is not installed: {extra}.") from error
    except (ValueError, TypeError, KeyError) as error:
        if kind not in known_implementations:
            raise ConfigurationError(
                f"{url}: no kind of store is called {kind}://; see docs/storage.md."
            ) from error
        raise ConfigurationError(
            f"a store at {url} cannot be opened ({type(error).__name__}); see store.url and store.options."
        ) from error
    return fs, str(root).rstrip("/")


def renames(fs: FileSystem) -> bool:
    """Whether a file can be given its name when it is whole.

    Object stores cannot and need not: there a file is to be seen when its upload has ended, and what
    fsspec offers as moving would copy it once more.
    """
    from fsspec.asyn import AsyncFileSystem
    from fsspec.implementations.dirfs import DirFileSystem
    from fsspec.implementations.memory import MemoryFileSystem
    from fsspec.spec import AbstractFileSystem

    while isinstance(fs, DirFileSystem):
        fs = fs.fs
    own = type(fs).mv not in (AbstractFileSystem.mv, AsyncFileSystem.mv)
    return own and not isinstance(fs, MemoryFileSystem)
