"""Which configuration file counts, and what is in it before anything is checked (docs/operating.md)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_NAME = "harvester.toml"
SYSTEM_FILE = Path("/etc/harvester") / FILE_NAME
LARGEST = 1024 * 1024  # bytes; a configuration is a page of text


def find_config(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    """The file that counts: the one named, else HARVESTER_CONFIG, ./harvester.toml, /etc/harvester."""
    if path is not None:
        return path
    if named := environ.get("HARVESTER_CONFIG"):
        return Path(named)
    return next((place for place in (Path(FILE_NAME), SYSTEM_FILE) if place.is_file()), None)


def read_toml(path: Path) -> dict[str, Any]:
    """The file's tables as they stand.

    Raises:
        ConfigurationError: it cannot be read or is no TOML; the text names the file and the line.
    """
    import tomllib

    try:
        if path.stat().st_size > LARGEST:
            raise ConfigurationError(f"{path} is too large for a configuration file.")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"cannot read the configuration {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is no TOML file: it is not UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path} is no TOML file: {error}.") from error
