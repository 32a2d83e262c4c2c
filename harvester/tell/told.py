"""What each address has been told: `told.json` in the data directory.

Kept an address, so that one which could not be reached is told next night and the others are not told
twice. An address is known by a slow hash: the file must not help anyone to find out a password.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.durable import write_whole
from harvester.tell.material import Told

if TYPE_CHECKING:
    from pathlib import Path

NAME = "told.json"
_MOST = 50  # addresses that are remembered


@dataclass(slots=True)
class Memory:
    """What is kept of all addresses, ever."""

    salt: str = field(default_factory=lambda: secrets.token_hex(16))
    told: dict[str, Told] = field(default_factory=dict)
    damaged: bool = False  # the file was there and could not be read

    def mark(self, address: str) -> str:
        """The name under which an address is kept."""
        salt = self.salt.encode("ascii")
        return hashlib.scrypt(address.encode("utf-8"), salt=salt, n=2**14, r=8, p=1, dklen=8).hex()


def load(root: Path) -> Memory:
    """What was kept; an empty memory where nothing was, or where it is damaged."""
    path = root / NAME
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        bytes.fromhex(values["salt"])
        return Memory(values["salt"], {mark: _told(one) for mark, one in values["addresses"].items()})
    except FileNotFoundError:
        return Memory()
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Memory(damaged=True)


def save(root: Path, memory: Memory) -> None:
    """Keep it, whole or not at all.

    Raises:
        DiskError: the disk refuses.
    """
    newest = sorted(memory.told, key=lambda mark: memory.told[mark].until)[-_MOST:]
    values = {
        "salt": memory.salt,
        "addresses": {
            mark: {
                "until": memory.told[mark].until,
                "matters": {key: list(value) for key, value in sorted(memory.told[mark].matters.items())},
            }
            for mark in newest
        },
    }
    write_whole(root / NAME, (json.dumps(values, indent=1) + "\n").encode("ascii"))


def _told(values: dict[str, Any]) -> Told:
    matters = {str(key): (str(when), int(grade)) for key, (when, grade) in values["matters"].items()}
    return Told(until=int(values["until"]), matters=matters)
