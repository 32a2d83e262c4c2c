"""Copies and versions: which documents are the same text, and which took the place of which."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from harvester.group.compared import VERSION_INSIDE, FromTexts, file_of
from harvester.group.constraints import A_PERSON, NOTHING_SAID, Constraints
from harvester.group.facts import Facts, is_adult
from harvester.group.joining import Joiner
from harvester.group.texts import ALMOST as SAME_INSIDE
from harvester.normalise.lexicon import fold
from harvester.normalise.roles import find_roles, resolve_role
from harvester.records import AlikePair

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from harvester.group.compared import Compared
    from harvester.group.texts import Likeness

# SAME_INSIDE: 1 % of words edited leaves 0.97 of the smaller text's shingles, footers 0.95
SAME_ORDER = 0.93
IDENTICAL = 0.995
VERSION_YEARS = 3
REVISED_YEARS = 8  # where one calls itself revised
MAX_NAMESAKES = 12  # papers of one source, case and role that are compared in any event
MAX_GROWTH = 1.35  # a copy may carry a cover sheet and footers, not another third of text
SAME_BYTES = 2.0  # more alike than any two texts
ALIKE_JACCARD = 0.6  # of all shingles of both: a person should look, though the machine says neither
ALIKE_SIZE = 0.6  # of the longer text
COVER_WORDS = 220  # what a cover sheet adds to a short text


@dataclass(slots=True)
class Relations:
    """What comparing the texts gave."""

    duplicate_of: dict[str, str] = field(default_factory=dict)
    replaces: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    alike: list[AlikePair] = field(default_factory=list)


@dataclass(slots=True)
class _Found:
    """Pairs of texts that are copies, and pairs that are versions (newer first)."""

    copies: list[tuple[float, str, str]] = field(default_factory=list)
    versions: list[tuple[str, str, float]] = field(default_factory=list)

    def add(self, one: Facts, two: Facts, alike: Likeness, verdict: str | None) -> None:
        if verdict == "copy":
            self.copies.append((alike.jaccard, one.id, two.id))
        elif verdict == "version":
            newer, older = (one, two) if _newer(one, two) else (two, one)
            self.versions.append((newer.id, older.id, alike.jaccard))

    def join(self, copies: Joiner, why: dict[str, str], said: Constraints) -> None:
        """Join copies, equal bytes and the most alike first; a copy never pulls two versions together.

        What a person said joins before all. A document of which they said that it is no copy of another
        comes last, so that it is the one to leave a set, and not what it was compared with.
        """
        for copy, original in sorted(said.copy_of.items()):
            if original in copies and copy in copies:
                copies.join(copy, original)
                why[copy] = why[original] = A_PERSON
        apart = {frozenset(pair[:2]) for pair in self.versions} | said.apart()
        leaving = said.leaving()
        ordered = [(one in leaving or two in leaving, -alike, one, two) for alike, one, two in self.copies]
        for _, alike, one, two in sorted(ordered):
            a, b = copies.members(one), copies.members(two)
            if said.parts(a, b) or any(frozenset((x, y)) in apart for x in a for y in b):
                continue
            copies.join(one, two)
            for key in (one, two):
                why.setdefault(key, _how_alike(-alike))


def _how_alike(jaccard: float) -> str:
    return "the same bytes" if jaccard == SAME_BYTES else f"{jaccard:.0%} of the text is the same"


def relate(
    facts: Mapping[str, Facts],
    trust: Mapping[str, int],
    said: Constraints = NOTHING_SAID,
    compared: Compared | None = None,
) -> Relations:
    """Find exact copies, near copies and versions among all documents; what a person said goes before.

    Args:
        facts: what is known of every document.
        trust: how far each source stands from those who publish.
        said: what people decided.
        compared: how alike the texts are, where that is known; else it is worked out.
    """
    relations = Relations()
    copies = Joiner(facts)
    by_file: dict[str, list[str]] = defaultdict(list)
    for key, item in facts.items():
        by_file[file_of(item.doc)].append(key)
    found = _Found()
    for same in by_file.values():
        pairs = combinations(same, 2) if said.not_copies else ((same[0], other) for other in same[1:])
        found.copies += [(SAME_BYTES, one, two) for one, two in pairs]
    moved = ((f.doc.replaced_by_address or "", f.id) for f in facts.values())
    replaced = sorted(pair for pair in moved if pair[0] in facts)  # in order: of two, the last is it
    compared = compared or FromTexts(item.doc for item in facts.values())
    for one, two, alike in _alike_pairs(facts, by_file, compared):
        if two.id != one.doc.replaced_by_address and one.id != two.doc.replaced_by_address:
            verdict = _judge(one, two, alike, compared)
            found.add(one, two, alike, verdict)
            _note_alike(relations, one.id, two.id, alike, verdict)
    why: dict[str, str] = {}
    found.join(copies, why, said)
    originals = _Originals(facts, trust, said)
    for members in copies.groups():
        _name_original(originals.first(members), members, relations, why)
    _name_replaced(replaced, facts, relations, said)
    _name_versions(found.versions, relations, said)
    return relations


def _note_alike(relations: Relations, one: str, two: str, alike: Likeness, verdict: str | None) -> None:
    """Keep what a person may want to look at side by side; a summary inside its report is no such thing."""
    sized = alike.shorter >= ALIKE_SIZE * alike.longer
    if verdict is not None or alike.jaccard >= ALIKE_JACCARD or (alike.inside >= SAME_INSIDE and sized):
        a, b = sorted((one, two))
        pair = AlikePair(one=a, two=b, inside=alike.inside, jaccard=alike.jaccard, verdict=verdict)
        relations.alike.append(pair)


def _alike_pairs(
    facts: Mapping[str, Facts], by_file: Mapping[str, list[str]], compared: Compared
) -> Iterator[tuple[Facts, Facts, Likeness]]:
    """Pairs of different files whose texts share much; equal bytes are compared once."""
    for a, b in sorted({*compared.pairs(by_file), *_namesakes(facts, compared)}):
        alike = compared.likeness(a, b)
        if alike.inside >= VERSION_INSIDE:
            for one in by_file[a]:
                for two in by_file[b]:
                    yield facts[one], facts[two], alike


def _namesakes(facts: Mapping[str, Facts], compared: Compared) -> set[tuple[str, str]]:
    """Papers of one role on one case at one source: a revision may have grown past recognition."""
    shelves: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for item in facts.values():
        file = file_of(item.doc)
        for name in item.names if compared.comparable(file) else ():
            shelves[item.doc.source, name, item.doc.role].add(file)
    return {pair for files in shelves.values() for pair in combinations(sorted(files)[:MAX_NAMESAKES], 2)}


def _judge(one: Facts, two: Facts, alike: Likeness, compared: Compared) -> str | None:
    """ "copy", "version" or None for two different files."""

    if one.doc.language and two.doc.language and one.doc.language != two.doc.language:
        return None
    if alike.same:
        return "copy"
    identical = alike.inside >= IDENTICAL and alike.jaccard >= IDENTICAL
    if not identical and not _may_be_one(one, two, compared):
        return None
    gap = _gap(one, two) or 0
    if one.doc.source == two.doc.source and (one.revised != two.revised or _dates_differ(one, two)):
        limit = REVISED_YEARS if one.revised != two.revised else VERSION_YEARS
        return "version" if gap <= limit and _may_be_one(one, two, compared) else None
    if _dates_differ(one, two) and gap > 1:
        return None
    sized = alike.longer <= alike.shorter * MAX_GROWTH or alike.extra <= COVER_WORDS
    if identical:
        return "copy"
    if alike.inside < SAME_INSIDE or not sized:
        return None
    return "copy" if alike.order >= SAME_ORDER else None


def _may_be_one(one: Facts, two: Facts, compared: Compared) -> bool:
    """Whether what is known of two documents allows them to be one text.

    Overview and executive summary of one case, and two reviews by one author on one template, share
    much of their words; role, case and publisher keep them apart.
    """
    if is_adult(one.doc.review_type) != is_adult(two.doc.review_type):
        return False
    if one.doc.role != two.doc.role and _told_role(one) != _told_role(two):
        return False
    if one.names and two.names and not one.names & two.names:
        return False
    if not _speaks_of(one, two, compared) or not _speaks_of(two, one, compared):
        return False
    themes = not one.names and not two.names and one.theme and two.theme
    if themes and len(one.theme & two.theme) * 2 < len(one.theme | two.theme):
        return False
    if one.opening_names and two.opening_names and not one.opening_names & two.opening_names:
        return False
    apart = set(one.publishers).isdisjoint(two.publishers)
    return not (apart and one.stated and two.stated)


def _speaks_of(one: Facts, two: Facts, compared: Compared) -> bool:
    """Whether `two`, when it gives no case name, at least mentions the case of `one`."""
    if two.names or not one.doc.case_name:
        return True
    opening = fold(compared.opening(file_of(two.doc)))
    return fold(one.doc.case_name) in opening or any(name in opening for name in one.names)


def _told_role(item: Facts) -> object:
    """The role that the text's own first words give, for copies whose links disagree."""
    return resolve_role(find_roles(item.doc.text[:400])) or item.doc.role


def _dates(item: Facts) -> tuple[str | None, str | None]:
    return item.doc.published, item.doc.completed


def _dates_differ(one: Facts, two: Facts) -> bool:
    """Whether both state the same kind of date, and the two cannot be one date."""
    for a, b in zip(_dates(one), _dates(two), strict=True):
        if a and b and not (a.startswith(b) or b.startswith(a)):
            return True
    return False


def _gap(one: Facts, two: Facts) -> int | None:
    if one.last_year is None or two.last_year is None:
        return None
    return abs(one.last_year - two.last_year)


def _newer(one: Facts, two: Facts) -> bool:
    """Whether `one` is the later of two versions: by date, else by its own words, else by address."""
    for a, b in zip(_dates(one), _dates(two), strict=True):
        if a and b and a[: len(b)] != b[: len(a)]:
            return a > b
    if one.revised != two.revised:
        return one.revised
    return (one.doc.url, one.id) > (two.doc.url, two.id)


@dataclass(frozen=True, slots=True)
class _Originals:
    """Which of several copies the others are copies of."""

    facts: Mapping[str, Facts]
    trust: Mapping[str, int]
    said: Constraints

    def first(self, members: Iterable[str]) -> str:
        """What a person called the original, else what its publisher's own site lists; never by arrival."""
        group = [self.facts[m] for m in members]
        stated = {p for item in group if item.stated for p in item.publishers}
        named = {self.said.copy_of.get(item.id) for item in group}

        def rank(item: Facts) -> tuple[object, ...]:
            home = item.doc.source in (stated or set(item.publishers))
            copy_of = self.said.copy_of.get(item.id)
            return (
                bool(copy_of),
                copy_of != "" and item.id not in named,
                not home,
                item.elsewhere,
                bool(item.doc.replaced_by_address),  # an old file is no original for what is served now
                self.trust.get(item.doc.source, 0),
                not item.stated,
                item.doc.source,
                item.doc.url,
                item.id,
            )

        return min(group, key=rank).id


def _name_original(
    original: str, members: Iterable[str], relations: Relations, why: Mapping[str, str]
) -> None:
    """Point all copies at the original."""
    for key in members:
        if key != original:
            relations.duplicate_of[key] = original
            relations.reasons[key] = f"copy of {original}: {why.get(key, 'the same text')}"


def _name_replaced(
    replaced: Iterable[tuple[str, str]],
    facts: Mapping[str, Facts],
    relations: Relations,
    said: Constraints,
) -> None:
    """What a person called a later version, and what is served now at the address of another."""
    for newer, older in sorted(said.replaces.items()):
        if older in facts and newer in facts and relations.replaces.get(older) != newer:
            relations.replaces[newer] = older
            relations.reasons[newer] = f"a later version of {older}: {A_PERSON}"
    for newer_id, older_id in replaced:
        if newer_id in said.replaces or said.replaces.get(older_id) == newer_id:
            continue
        relations.replaces[newer_id] = older_id
        relations.reasons[newer_id] = "now served at the address of the older document"


def _name_versions(
    versions: list[tuple[str, str, float]], relations: Relations, said: Constraints = NOTHING_SAID
) -> None:
    """Each document replaces the most alike of its older versions that nothing else replaced."""
    taken = set(relations.replaces.values())
    for newer, older, _ in sorted(versions, key=lambda v: (-v[2], v[0], v[1])):
        if newer in said.replaces or said.replaces.get(older) == newer:
            continue
        usable = (
            newer not in relations.replaces and older not in taken and newer not in relations.duplicate_of
        )
        if usable and older not in relations.duplicate_of:
            relations.replaces[newer] = older
            taken.add(older)
            relations.reasons[newer] = f"a later version of {older}"
