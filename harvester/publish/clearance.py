"""Whether the text and the file of a document may leave the house. Pure.

Boards take reports down partly to protect living children and siblings, and publish some without a name
for the same reason. What a publisher no longer offers, or published anonymously, leaves only after a
librarian said so of that very document; and so does every other copy of the same text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.vocabulary import Presence, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_GONE = {
    Presence.WITHDRAWN: "withdrawn by its publisher",
    Presence.CHANGED: "replaced at its address by other bytes",
}


class Archives:
    """Which captures are of sites that are gone, and which are only recordings of sites (`--replay`)."""

    def __init__(self, named: Mapping[str, frozenset[str]] | None = None, gone: frozenset[str] = frozenset()):
        self._named, self._gone = named or {}, gone

    def only_there(self, fact: Mapping[str, Any]) -> bool:
        """Whether a document is known from a web archive only."""
        source = fact["source"]
        return any(
            source in self._gone
            or name in self._named.get(source, ())
            or not str(name).endswith((".warc", ".warc.gz"))
            for name in fact["archives"]
        )


def held_back(
    facts: Sequence[Mapping[str, Any]], decisions: Mapping[str, str], archives: Archives | None = None
) -> dict[str, str]:
    """Documents whose text may not leave, with the reason; all others may.

    Args:
        facts: of every document of the catalogue, accepted or not (`publishing.text_facts`).
        decisions: what people said: document → yes or no.
        archives: what is declared of web archives.
    """
    held: dict[str, str] = {}
    known = archives or Archives()
    facts = [{**fact, "captured": known.only_there(fact)} for fact in facts]
    alike = _alike(facts)
    for fact in facts:
        said = decisions.get(fact["id"])
        if said == "no":
            held[fact["id"]] = "a librarian decided that it stays"
        elif said is None:
            reason = _first_reason(fact, alike, decisions)
            if reason:
                held[fact["id"]] = reason
    return held


def _alike(facts: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Documents by root and by bytes."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for fact in facts:
        for name in {fact["root"], fact["sha256"]} - {None}:
            found.setdefault(name, []).append(fact)
    return found


def _first_reason(
    fact: Mapping[str, Any], alike: Mapping[str, list[Mapping[str, Any]]], decisions: Mapping[str, str]
) -> str:
    own = _reason(fact)
    if own:
        return own
    for other in (*alike.get(fact["root"], ()), *alike.get(fact["sha256"] or "", ())):
        said = decisions.get(other["id"])
        reason = "kept back by a librarian" if said == "no" else "" if said == "yes" else _reason(other)
        if reason and other["id"] != fact["id"]:
            return f"the same text ({other['id']} of {other['source']}) is {reason}"
    return ""


def _reason(fact: Mapping[str, Any]) -> str:
    if fact["presence"] in _GONE:
        return _GONE[fact["presence"]]
    if fact["captured"]:
        return "known from a web archive, not from its publisher"
    nameless = fact["source_kind"] == SourceKind.NATIONAL and not fact["board"] and not fact["publishers"]
    return "published anonymously" if fact["listed_anonymously"] or nameless else ""
