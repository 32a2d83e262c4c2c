"""The editions of a data directory as the desk shows them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.publish import register
from harvester.publish.folder import editions, newest, snapshots

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.paths import DataDirectory

_DESCRIPTION = "publication.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition in the folder of editions."""

    name: str
    made: str
    reviews: int
    documents: int
    reports: int
    texts: int
    citation: str
    as_at: str = ""
    accepted_losses: str = ""
    newest: bool = False


def editions_here(root: Path) -> list[Edition]:
    """Those in a folder, the newest first; look backs among them."""
    first = newest(root)
    found = [one for path in (*editions(root), *snapshots(root)) if (one := _edition(path, first))]
    return sorted(found, key=lambda one: one.made, reverse=True)


def _edition(path: Path, first: Path | None) -> Edition | None:
    try:
        told: dict[str, Any] = json.loads((path / _DESCRIPTION).read_bytes())
        about, counts = told["about"], told["counts"]
        return Edition(
            name=path.name,
            made=about["made"],
            reviews=counts["reviews"],
            documents=counts["documents"],
            reports=counts["reports"],
            texts=counts["texts"],
            citation=_citation(about),
            as_at=about.get("as_at", ""),
            accepted_losses=about.get("accepted_losses", ""),
            newest=first is not None and path.resolve() == first,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _citation(about: dict[str, Any]) -> str:
    from dataclasses import fields

    from harvester.publish.about import About

    known = {one.name for one in fields(About)}
    return About(**{name: value for name, value in about.items() if name in known}).citation


def made_elsewhere(data: DataDirectory) -> list[register.Made]:
    """Editions that were made from this data directory and lie outside of it, the newest first."""
    return [one for one in reversed(register.editions_made(data)) if register.outside(data, one)]
