"""What may end a crawl before its sources do: the night is over, or the disk is nearly full."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GIGABYTE = 1000**3
LOOK_EVERY_S = 2.0  # at the disk; two gigabytes take longer to come than that
TAIL = 0.05  # share of the night that is kept for reading, verifying, backup
TAIL_MOST_S = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Why a crawl was ended before its sources had all come to theirs."""

    exit_code: int
    message: str


def free_bytes(root: Path) -> int:
    """Room on the disk of a data directory, which need not exist yet."""
    place = root.absolute()
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


def short_of_room(root: Path, min_free_gb: float, free: Callable[[Path], int] = free_bytes) -> str | None:
    """A sentence when less than this is free, else None."""
    left = free(root)
    if left >= min_free_gb * GIGABYTE:
        return None
    return (
        f"only {left / GIGABYTE:.1f} GB are free at {root}, less than the {min_free_gb:g} GB of "
        "nightly.min_free_gb; make room"
    )


class Limits:
    """The limits of one run; a run without any is never cut."""

    def __init__(
        self,
        root: Path,
        *,
        hours: float | None = None,
        min_free_gb: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
        free: Callable[[Path], int] = free_bytes,
    ) -> None:
        self.root, self.hours, self.min_free_gb = root, hours, min_free_gb
        self.clock, self.free = clock, free
        self.started = clock()
        self._looked = float("-inf")
        self._cut: Cut | None = None

    def left(self) -> float:
        """Seconds until the night is over."""
        if self.hours is None:
            return float("inf")
        return self.started + self.hours * 3600 - self.clock()

    def left_to_crawl(self) -> float:
        """Seconds until crawling must end, so that what follows is done by the end of the night."""
        whole = (self.hours or 0) * 3600
        return self.left() - min(whole * TAIL, TAIL_MOST_S)

    def cut(self) -> Cut | None:
        """Why crawling must end now; once it must, it stays so."""
        if self._cut is None:
            if self.left_to_crawl() <= 0:
                self._cut = Cut(
                    exit_code=ExitCode.SOURCES_NEED_CARE,
                    message=f"the {self.hours:g} hours of the night (nightly.hours) were over",
                )
            elif self.min_free_gb and self.clock() - self._looked >= LOOK_EVERY_S:
                self._looked = self.clock()
                short = short_of_room(self.root, self.min_free_gb, self.free)
                self._cut = Cut(exit_code=ExitCode.DISK, message=short) if short else None
        return self._cut
