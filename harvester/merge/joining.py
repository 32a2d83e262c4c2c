"""One source out of what two directories hold of it. Pure but for what is worked out at the end.

Every row of what was observed is kept: sightings, answers, entries, nights. Where one side knew all of it
already, what it made of that stands. Where each side observed something of its own, what follows from
observations (which version replaced which, where a document is to be had) is worked out from all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.catalogue.values import document_id
from harvester.merge import rows as one_of
from harvester.merge import unheld
from harvester.merge.described import Facts, lost, rank, reading
from harvester.merge.naming import Known, Names, Naming
from harvester.merge.rows import Row, folded, greater, in_time, joined, keyed
from harvester.merge.side import ANSWERS, OF_SOURCE, TABLES, Side
from harvester.merge.states import States
from harvester.merge.versions import replacements

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Hashable, Mapping

_OBSERVED = ("sighting", "list_entry", "run_source")
_GROUPED = {
    **dict.fromkeys(
        ("review_id", "grouped_review", "duplicate_of", "replaces_text", "publisher", "group_reason")
    ),
    "rejected_as": None,
    "foreign_report": 0,
}


@dataclass(slots=True)
class Joined:
    """A source as the union holds it."""

    side: Side
    names: Names
    derive: bool  # whether each side had observed something of its own
    stale: set[str] = field(default_factory=set)  # to be described again
    new: int = 0
    joined: int = 0


class Joining:
    """Two sides of one source."""

    def __init__(
        self,
        source: str,
        sides: tuple[Side, Side],
        extracts: tuple[Mapping[str, Any], Mapping[str, Any]],
        claims: tuple[Mapping[str, tuple[str, str]], Mapping[str, tuple[str, str]]],
        taken_down: frozenset[str] = frozenset(),
    ) -> None:
        """Take both sides: first the target's, then the part's.

        Args:
            source: slug.
            sides: what each holds, runs numbered as in the union.
            extracts: of each, SHA-256 → which reading of the file it has.
            claims: of each, document → since when it is in which review.
            taken_down: names of documents that were, anywhere. What directories made of more than is left is
                nothing to go by: everything is worked out from what is left.
        """
        self.taken_down = taken_down
        self.source, self.sides, self.extracts, self.claims = source, sides, extracts, claims
        self.made = Side(source=source)

    def all(self) -> Joined:
        """The union."""
        for table in ANSWERS:
            self.made.answers[table] = folded(
                row for side in self.sides for row in side.answers[table].values()
            )
        self.first_bytes = self._first_bytes()
        self.first_seen = {
            (number, name): first
            for number, side in enumerate(self.sides)
            for name, first in unheld.first_seen(side).items()
        }
        self.names = self._naming().names()
        mapped = [self._mapped(number) for number in (0, 1)]
        self._tables(mapped)
        self.made.tables["address"] = self._addresses(mapped)
        self.derive, self.better = (True, None) if self.taken_down else self._observed(mapped)
        done = Joined(side=self.made, names=self.names, derive=self.derive)
        self._documents(done)
        if self.derive:
            replacements(self.made, self._holder)
        return done

    # ------------------------------------------------------------ names

    def _naming(self) -> Naming:
        known = []
        for number, side in enumerate(self.sides):
            urls: dict[str, list[str]] = {}
            for row in side.tables["address"].values():
                urls.setdefault(row["document_id"], []).append(row["url"])
            claims = side.of_documents("name_claim")
            for name, row in side.documents.items():
                first = self.first_seen[number, name]
                told = [(one["since"], one["name"]) for one in claims.get(name, ())] or [(first, name)]
                if row["sha256"]:
                    own = document_id(self.source, row["sha256"])
                    told = [(since, own if one in self.taken_down else one) for since, one in told]
                known.append(
                    Known(
                        side=number,
                        id=name,
                        sha256=row["sha256"],
                        first_seen=first,
                        urls=() if row["sha256"] else tuple(sorted(urls.get(name, ()))),
                        claims=tuple(told),
                    )
                )
        self.known = {(one.side, one.id): one for one in known}
        aliases = [side.aliases for side in self.sides]
        return Naming(self.source, known, aliases, self.first_bytes, self.taken_down)

    def _first_bytes(self) -> dict[str, str]:
        first: dict[str, tuple[str, str]] = {}
        for row in self.made.answers["fetch"].values():
            if row["sha256"]:
                came = (row["first_at"] or row["at"], row["sha256"])
                first[row["url"]] = min(first.get(row["url"], came), came)
        found = {url: sha256 for url, (_, sha256) in first.items()}
        for side in self.sides:
            for row in side.tables["address"].values():
                if row["sha256"]:
                    held = found.get(row["url"]) if row["url"] not in first else None
                    found.setdefault(row["url"], row["sha256"])
                    if held is not None:
                        found[row["url"]] = min(held, row["sha256"])
        return found

    def _holder_at(self, url: str) -> str | None:
        """The document whose bytes came first from an address."""
        return self._holder(self.first_bytes.get(url))

    def _holder(self, sha256: str | None) -> str | None:
        if sha256 is None:
            return None
        alias = document_id(self.source, sha256)
        return self.names.by_bytes.get(sha256) or self.names.aliases.get(alias)

    def _mapped(self, number: int) -> dict[str, dict[Hashable, Row]]:
        """The rows of one side, under the names that documents have in the union."""
        final = {name: new for (side, name), new in self.names.final.items() if side == number}
        side = self.sides[number]
        left = {name for node, name in self.names.unheld if node == number}
        if not left and all(old == new for old, new in final.items()):
            return side.tables
        made: dict[str, dict[Hashable, Row]] = {}
        for table in TABLES:
            if table in ("document", "document_alias", *OF_SOURCE) and table != "event":
                made[table] = side.tables[table]
                continue
            merge = one_of.sighting if table == "sighting" else _BOTH.get(table)
            made[table] = {}
            for row in side.tables[table].values():
                if row["document_id"] in left and table != "event":
                    continue
                row = row | {"document_id": final.get(row["document_id"], row["document_id"])}
                key = tuple(row[name] for name in one_of.KEYS[table])
                held = made[table].get(key)
                made[table][key] = row if held is None or merge is None else merge(held, row)
        return made

    # ------------------------------------------------------------ tables

    def _tables(self, mapped: list[dict[str, dict[Hashable, Row]]]) -> None:
        here, there = mapped
        for table, both in _BOTH.items():
            self.made.tables[table] = joined(here[table], there[table], both)
        alone = [unheld.alone(one["sighting"], one["unheld_sighting"]) for one in mapped]
        without = [unheld.without_bytes(self.sides[n], self.names.unheld, n) for n in (0, 1)]
        facts = joined(without[0], without[1], one_of.sighting)
        self.made.tables["unheld_sighting"] = facts
        self.made.tables["sighting"] = unheld.placed(
            joined(alone[0], alone[1], one_of.sighting), facts, self._holder_at
        )
        aliases = [{"id": alias, "document_id": name} for alias, name in self.names.aliases.items()]
        self.made.tables["document_alias"] = keyed("document_alias", aliases)

    def _addresses(self, mapped: list[dict[str, dict[Hashable, Row]]]) -> dict[Hashable, Row]:
        here, there = (side["address"] for side in mapped)
        answers: dict[str, list[Row]] = {}
        for row in self.made.answers["fetch"].values():
            answers.setdefault(row["url"], []).append(row)
        own: list[dict[str, int]] = [{}, {}]
        for number, side in enumerate(self.sides):
            for key, row in side.answers["fetch"].items():
                if self.made.answers["fetch"].get(key) == row:
                    own[number][row["url"]] = own[number].get(row["url"], 0) + 1
        made: dict[Hashable, Row] = {}
        for key in here.keys() | there.keys():
            url = str(key[0])  # type: ignore[index]
            known = [number for number, side in enumerate((here, there)) if key in side]
            row = (here, there)[known[0]][key]
            if len(known) == 2:
                # Two equal rows say nothing where each side made its own of other answers: the order of
                # all of them may come to something else.
                knew = [n for n in known if own[n].get(url, 0) == len(answers.get(url, ()))]
                if knew and not self.taken_down:
                    told = [(here, there)[n][key] for n in knew]
                    row = greater(told[0], told[-1], "last_fetched", "at")
                else:
                    row = row | one_of.served(in_time(answers[url]))
                known = knew[:1] or known
            elif self.taken_down and url in answers:
                row = row | one_of.served(in_time(answers[url]))
            made[key] = row | {"document_id": self._document_at(row, known)}
        return made | self._left(made, answers)

    def _left(self, made: Mapping[Hashable, Row], answers: Mapping[str, list[Row]]) -> dict[Hashable, Row]:
        """Addresses of what was taken down that gave other bytes too."""
        found: dict[Hashable, Row] = {}
        for url, rows in answers.items() if self.taken_down else ():
            served = one_of.served(in_time(rows))
            name = self._holder(served["sha256"])
            if name is not None and (url,) not in made:
                found[(url,)] = {"source": self.source, "url": url, "document_id": name, **served}
        return found

    def _document_at(self, row: Row, known: list[int]) -> str:
        """Whose address it is: of the bytes that it serves, else of its own name."""
        if found := self._holder(row["sha256"]):
            return found
        for number in (*known, 0, 1):
            if (number, row["document_id"]) in self.names.final:
                return self.names.final[number, row["document_id"]]
        return str(row["document_id"])

    def _observed(self, mapped: list[dict[str, dict[Hashable, Row]]]) -> tuple[bool, int | None]:
        """Whether each side observed something of its own; else which one knew all (None: both did)."""
        knew = [
            all(self.made.answers[table] == side.answers[table] for table in ANSWERS)
            and all(self.made.tables[table] == mapped[number][table] for table in _OBSERVED)
            for number, side in enumerate(self.sides)
        ]
        return not any(knew), None if all(knew) else knew.index(True) if any(knew) else None

    # ------------------------------------------------------------ documents

    def _documents(self, done: Joined) -> None:
        members: dict[str, list[tuple[int, Row]]] = {}
        for number, side in enumerate(self.sides):
            for name, row in side.documents.items():
                if (number, name) not in self.names.unheld:
                    members.setdefault(self.names.final[number, name], []).append((number, row))
        evidence = [side.of_documents("evidence_item") for side in self.sides]
        described = self._described(members, evidence)
        done.derive = self.derive
        states = self.states = States(self.made, self._holder, derive=self.derive)
        facts = Facts((*self.sides, self.made), self.extracts)
        made: dict[Hashable, Row] = {}
        says: list[Row] = []
        others: list[Row] = []
        for name, of in members.items():
            number, best = described[name]
            row = self._document(name, of, best)
            stale = best["described_revision"] is None or best["described_revision"] < best["revision"]
            if len(of) > 1:
                done.joined += not all(one == of[0][1] for _, one in of)
                stale = stale or facts.of_member(number, best["id"]) != facts.of_union(
                    name, self.names.bytes_of[name]
                )
                others += lost(name, of, described[name], evidence)
            elif number == 1:
                done.new += 1
            row["described_revision"] = None if stale else row["revision"]
            if stale:
                done.stale.add(name)
            made[(name,)] = row
            says += [one | {"document_id": name} for one in evidence[number].get(best["id"], ())]
        self.made.tables["document"] = made
        self._claims(members, states.added)
        self._suggestions(members)
        self.made.tables["evidence_item"] = keyed("evidence_item", says)
        stands = {tuple(reading(row["document_id"], row).values()) for row in says}
        known = self.made.tables["other_reading"] | keyed("other_reading", others)
        self.made.tables["other_reading"] = {key: row for key, row in known.items() if key not in stands}

    def _suggestions(self, members: Mapping[str, list[tuple[int, Row]]]) -> None:
        """Of each document the suggestions for codings by the newest rules, from the newest reading.

        A side has none where nobody has asked for them yet. Where these are of another reading than the
        one that stands, they are made anew (`suggesting.py`).
        """
        coded = [side.of_documents("coded") for side in self.sides]
        suggested = [side.of_documents("coding_suggestion") for side in self.sides]
        kept: list[Row] = []
        made: list[Row] = []
        for name, of in members.items():
            known = [
                (one["by"], [row | {"document_id": name} for row in suggested[number].get(ours["id"], ())])
                for number, ours in of
                for one in coded[number].get(ours["id"], ())
            ]
            if known:
                by, rows = max(known, key=lambda one: (one[0], sorted(map(repr, one[1]))))
                kept.append({"document_id": name, "by": by})
                made += rows
        self.made.tables["coded"] = keyed("coded", kept)
        self.made.tables["coding_suggestion"] = keyed("coding_suggestion", made)

    def _described(
        self, members: Mapping[str, list[tuple[int, Row]]], evidence: list[dict[str, list[Row]]]
    ) -> dict[str, tuple[int, Row]]:
        """Of each document the description that stands; who knew everything has all that stand."""
        made: dict[str, tuple[int, Row]] = {}
        own = {number for number in (0, 1) if self.better in (number, None)}
        for name, of in members.items():
            if len(of) == 1:
                made[name] = of[0]
                continue
            ranks = [rank(row, evidence[number].get(row["id"], [])) for number, row in of]
            best = max(ranks)
            made[name] = of[ranks.index(best)]
            own &= {number for (number, _), one in zip(of, ranks, strict=True) if one == best}
        if not self.derive:
            self.derive = not own
            self.better = next(iter(own)) if len(own) == 1 else None
        return made

    def _claims(self, members: Mapping[str, list[tuple[int, Row]]], added: Container[str]) -> None:
        """What each document and its review were called, in every directory that was joined."""
        names: list[Row] = []
        reviews: dict[Hashable, Row] = {}
        for name, of in members.items():
            told = sorted(claim for number, row in of for claim in self.known[number, row["id"]].claims)
            if len(of) > 1 or name in added or any(claim[1] != name for claim in told):
                oldest = {claim[1]: claim[0] for claim in reversed(told)}
                names += [{"document_id": name, "name": one, "since": at} for one, at in oldest.items()]
            said = [self.claims[number][row["id"]] for number, row in of if row["id"] in self.claims[number]]
            if said:
                since, review = min(said)
                reviews[(name,)] = {"document_id": name, "review": review, "since": since}
        self.made.tables["name_claim"] = keyed("name_claim", names)
        self.made.tables["review_claim"] = reviews

    def _replaced(self, of: list[tuple[int, Row]]) -> str | None:
        told = [
            self.names.final.get((number, row["replaces_address"]))
            for number, row in of
            if row["replaces_address"]
        ]
        return min(filter(None, told), default=None)

    def _document(self, name: str, of: list[tuple[int, Row]], best: Row) -> Row:
        rows = [row for _, row in of]
        knew = [one for one in of if one[0] == self.better] or of
        counted = [row["counted_run"] for row in rows if row["counted_run"] is not None]
        seen = [self.first_seen[number, row["id"]] for number, row in of]
        if name in self.states.sighted:
            seen.append(self.states.sighted[name])
        made = {
            **best,
            **self.states.of(name, self.names.bytes_of[name], [row for _, row in knew]),
            **self._grouped(of),
            "id": name,
            "sha256": self.names.bytes_of[name],
            "first_run": min(row["first_run"] for row in rows),
            "first_seen": min(seen),
            "counted_run": min(counted, default=None),
            "revision": max(row["revision"] for row in rows),
            "replaces_address": self._replaced(knew),
        }
        return {column: made[column] for column in best}

    def _grouped(self, of: list[tuple[int, Row]]) -> Row:
        """What grouping said here, until it is done again."""
        own = next((row for number, row in of if number == 0), None)
        if own is None:
            return dict(_GROUPED)
        made = {column: own[column] for column in _GROUPED}
        for column in ("duplicate_of", "replaces_text", "rejected_as"):
            made[column] = self.names.final.get((0, made[column]), made[column])
        return made


_BOTH: dict[str, Callable[[Row, Row], Row]] = {
    "list_entry": one_of.entry,
    "event": greater,
    "run_source": lambda one, other: greater(one, other, "counted"),
    "value_count": greater,
    "broken_expectation": greater,
    "other_reading": greater,
    "withheld": lambda one, other: greater(one, other, "approved", "run_id"),
}
