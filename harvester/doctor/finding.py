"""What a check looks at, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from harvester.config import Config
    from harvester.paths import DataDirectory
    from harvester.sources import Declaration

GOOD, NOTE, WRONG = "good", "note", "wrong"


class Finding(NamedTuple):
    """What one check saw."""

    name: str
    state: str  # good | note (a night can go on with it) | wrong
    message: str
    advice: str = ""


@dataclass
class Patient:
    """The installation that is looked at."""

    config: Config
    data: DataDirectory
    now: str  # ISO, UTC
    offline: bool = False  # do not touch the network
    trouble: str = ""  # why the configuration could not be read; the defaults stand in

    @cached_property
    def live(self) -> list[Declaration]:
        """The declared live sources.

        Raises:
            DeclarationError: they are not valid.
        """
        from harvester.run.selection import select
        from harvester.sources import load_declarations

        return select(load_declarations(self.config.sources), ())
