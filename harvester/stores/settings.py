"""What the configuration says of the store: its address, how to log in there, how much to keep at hand.

Read when a store elsewhere is opened and not before. The command line says which file it was given; a
process that was told nothing looks where every command looks (docs/operating.md).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.config_file import find_config

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

GIGABYTE = 1000**3
CACHE_BYTES = 2 * GIGABYTE
_VARIABLE = "HARVESTER_CONFIG"
# Options that say where and how, and never who.
_SHORTEST = 6  # characters; what is shorter is no secret, and hiding it would hide much else
_HARMLESS = frozenset(
    {
        "acl",
        "addressing_style",
        "anon",
        "endpoint_url",
        "fo",
        "host",
        "path",
        "port",
        "profile",
        "project",
        "region_name",
        "serversideencryption",
        "signature_version",
        "storageclass",
        "target_protocol",
        "use_ssl",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """The store as configured."""

    url: str | None = None  # None: the folder of the data directory
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    cache_bytes: int = CACHE_BYTES
    origin: str = "default"

    def options_for(self, url: str) -> dict[str, Any]:
        """The options, where they are meant for that kind of store."""
        said = self.url is None or _kind(self.url) == _kind(url)
        return dict(self.options) if said else {}


class _Given:
    """The file that the command line named, for this process and those it starts."""

    file: Path | None = None


def use_file(file: Path | None) -> None:
    """Take the store's settings from this configuration file instead of the usual places."""
    _Given.file = file.absolute() if file is not None else None


def for_children(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment in which a process finds the same configuration."""
    found = dict(environ)
    if _Given.file is not None:
        found[_VARIABLE] = str(_Given.file)
    return found


def store_settings() -> StoreSettings:
    """What the configuration says.

    Raises:
        ConfigurationError: it makes no sense.
    """
    said = any(name.startswith("HARVESTER_STORE_") for name in os.environ)
    if _Given.file is None and not said and find_config(None, os.environ) is None:
        return StoreSettings()
    from harvester.config import load_config

    config = load_config(_Given.file, os.environ)
    return StoreSettings(
        url=config.store.url,
        options=config.store.options.get_secret_value(),
        cache_bytes=int(config.store.cache_gb * GIGABYTE),
        origin=config.origin("store.url"),
    )


def secrets_in(options: Any, name: str = "") -> Iterator[str]:
    """Texts among options that are not known to be harmless."""
    if isinstance(options, dict):
        for key, value in options.items():
            yield from secrets_in(value, str(key))
    elif isinstance(options, (list, tuple)):
        for value in options:
            yield from secrets_in(value, name)
    elif isinstance(options, str) and len(options) >= _SHORTEST and name.lower() not in _HARMLESS:
        yield options


def _kind(url: str) -> str:
    return url.partition("://")[0].lower()
