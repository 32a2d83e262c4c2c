"""What keeps a publication from being made. Pure: facts in, sentences out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FILLED = ("case_name", "authors", "board", "published", "completed", "language", "pages", "sha256", "url")
_SHARE = 0.01  # of what the last publication had: losing more than this is refused
_NOTHING: tuple[object, ...] = (None, "", "[]", [])


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One reason, in plain words; `may_be_accepted` ones pass with --accept-losses."""

    gate: str  # nothing | integrity | withheld | real_names | files | records | values
    what: str
    may_be_accepted: bool = False


def nothing_accepted(documents: int) -> list[Refusal]:
    """A publication without a record is none."""
    if documents:
        return []
    what = "no document is accepted yet; look at the new ones and accept them first"
    return [Refusal(gate="nothing", what=what)]


def unsound(findings: Sequence[str]) -> list[Refusal]:
    """Something that is kept is damaged."""
    return [Refusal(gate="integrity", what=what) for what in findings[:5]]


def withheld(waiting: Iterable[str], published: set[str]) -> list[Refusal]:
    """Losses that wait for a person, of sources whose documents are published.

    Args:
        waiting: the source of each loss.
        published: sources of accepted documents.
    """
    found: dict[str, int] = {}
    for source in waiting:
        if source in published:
            found[source] = found.get(source, 0) + 1
    return [
        Refusal(
            gate="withheld",
            what=f"{number} {'losses' if number > 1 else 'loss'} of {source} withheld, so it is not known "
            f"what its publisher still offers; look at the site, then 'harvester approve {source}'",
        )
        for source, number in sorted(found.items())
    ]


def real_names(waiting: Sequence[tuple[str, str]]) -> list[Refusal]:
    """Possible real names, in files and their names, that no person has looked at.

    Args:
        waiting: documents, each with the first of its flags in words.
    """
    if not waiting:
        return []
    first, flag = waiting[0]
    documents = "1 document" if len(waiting) == 1 else f"{len(waiting)} documents"
    what = (
        f"{documents} may give away a real name (the first is {first}: {flag}); look at each: "
        "'harvester names', then take it down, keep its text (publish_text), or clear it: "
        "'harvester names ID --clear WHY'"
    )
    return [Refusal(gate="real_names", what=what)]


def lost_records(before: Iterable[str], now: set[str], decided: set[tuple[str, str]]) -> list[Refusal]:
    """Documents that were published and are accepted no longer, though nobody decided so."""
    known = set(before)
    lost = {name for name in known - now if (name, "status") not in decided}
    if len(lost) <= _SHARE * len(known):
        return []
    what = (
        f"{len(lost)} of {len(known)} documents of the last publication are no longer accepted, and no "
        f"decision says so (the first is {min(lost)}); is this the right catalogue, with all its decisions?"
    )
    return [Refusal(gate="records", what=what, may_be_accepted=True)]


def lost_values(
    before: Mapping[str, Mapping[str, Any]],
    now: Mapping[str, Mapping[str, Any]],
    decided: set[tuple[str, str]],
) -> list[Refusal]:
    """Fields that are known of fewer documents than in the last publication, of the documents in both."""
    found = []
    both = before.keys() & now.keys()
    for field in FILLED:
        had = {name for name in both if before[name][field] not in _NOTHING}
        lost = {name for name in had if now[name][field] in _NOTHING and (name, field) not in decided}
        if lost and len(lost) > _SHARE * len(had):
            what = (
                f"{field} was known of {len(had)} documents and is lost of {len(lost)} (first: {min(lost)})"
            )
            found.append(Refusal(gate="values", what=what, may_be_accepted=True))
    return found
