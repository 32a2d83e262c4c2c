"""How much one night may take away before a person is asked.

Two gates: one a source (`Gates.site_limit`), which withholds the withdrawals and blanked values of that
source alone; and one over all sources (`refusal`), which ends a nightly run with exit code 5. Neither
ever holds back a new file, a sighting or an outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from harvester.config import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """The limits of one installation; the defaults are those of the configuration."""

    withdraw_after: int = 3  # healthy nights without a document before it is withdrawn
    floor: int = 10  # so many may always go in one night
    site_share: float = 0.1  # of what a site has: more than this (and than the floor) is withheld
    alarm_after: int = 3  # nights in trouble, in a row

    @classmethod
    def configured(cls, config: Config) -> Self:
        """The limits that the configuration sets."""
        nightly = config.nightly
        return cls(
            withdraw_after=nightly.withdraw_after,
            floor=nightly.withheld_floor,
            alarm_after=nightly.alarm_after,
        )

    def site_limit(self, total: int) -> float:
        """How many of `total` documents (or values) of one source may go in one night."""
        return max(float(self.floor), self.site_share * total)


DEFAULT_GATES = Gates()


def refusal(withheld: int, documents: int, *, share: float = 0.05, floor: int = 10) -> str | None:
    """Why a nightly run must end with exit code 5, or None when it need not.

    Args:
        withheld: documents whose withdrawal, or values of which, are withheld, over all sources.
        documents: documents that sources should still offer, over all sources.
        share: of all documents; more withheld than this refuses.
        floor: fewer than this never refuse.
    """
    if withheld <= max(float(floor), share * documents):
        return None
    return (
        f"{withheld} of {documents} documents are withheld, more than {share:.0%}: look at the sources "
        "that are suspect; 'harvester approve SLUG' lets their losses through"
    )
