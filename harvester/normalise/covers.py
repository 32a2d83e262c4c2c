"""Reads a title page: what the document says of itself.

The lines are first told apart (title, board, people, dates, notices: `cover_lines`); then each
field is read from the lines it may stand on. A repository's cover sheet (Title / LSCB / Author /
Date of publication) is trusted for its fields; a fuller date on the title page behind it wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from harvester.normalise.authors import AuthorsFound, find_authors
from harvester.normalise.boards import BoardMention, find_boards, kind_of_body, tidy_name
from harvester.normalise.cases import find_case_names, resolve_case
from harvester.normalise.cover_cases import SURE_KINDS, CasesFound, after_article, find_cases, one_off
from harvester.normalise.cover_dates import DateFound, completed_date, published_date
from harvester.normalise.cover_front import read_front
from harvester.normalise.cover_lines import CoverLine, Kind, squeeze_letters
from harvester.normalise.cover_names import lone_pseudonym, mark_own_board
from harvester.normalise.cover_sections import without_sections
from harvester.normalise.cover_title import choose_title, title_signs
from harvester.normalise.languages import detect_language
from harvester.normalise.lexicon import squeeze
from harvester.normalise.names import names_in
from harvester.normalise.publishers import nation_of, usual_type
from harvester.normalise.roles import find_roles, resolve_role
from harvester.normalise.titles import join_title, tidy_line
from harvester.normalise.types import find_review_types, resolve_type
from harvester.records import Description, Evidence, Line
from harvester.vocabulary import Origin, ReviewType, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.normalise.cover_sheet import Sheet
    from harvester.records import SourceInfo

_MAX_LINES, _MAX_HEADERS, _MAX_HEADER = 400, 20, 300  # a title page needs no more
DEFAULT_ROLE = "no word for a role: taken for the report itself"
DEFAULT_TYPE = "no word for a kind of review: the usual one of this publisher"


@dataclass(slots=True)
class _Cover:
    """Working state of one reading."""

    zone: list[CoverLine]
    headers: Sequence[Line]
    sheet: Sheet | None
    source: SourceInfo | None
    own_board: str | None = None  # the source's name, where the page prints it
    authors: AuthorsFound = field(default_factory=AuthorsFound)
    title_lines: list[int] = field(default_factory=list)
    cases: CasesFound = field(default_factory=CasesFound)
    evidence: list[Evidence] = field(default_factory=list)

    def note(self, name: str, value: str, rule: str, confidence: float, line: Line | None = None) -> None:
        origin = Origin.COVER
        if line is not None and any(line is h for h in self.headers):
            origin = Origin.HEADER
        self.evidence.append(
            Evidence(
                field=name,
                value=value,
                origin=origin,
                rule=rule,
                confidence=confidence,
                page=line.page if line else None,
                line=squeeze(line.text)[:300] if line else None,
                box=line.box if line else None,
            )
        )

    def note_date(self, name: str, found: DateFound, confidence: float | None = None) -> None:
        line = found.line
        self.evidence.append(
            Evidence(
                field=name,
                value=found.value,
                origin=found.origin,
                rule=found.rule,
                confidence=found.confidence if confidence is None else confidence,
                page=line.page if line else None,
                line=squeeze(line.text)[:300] if line else None,
                box=line.box if line else None,
            )
        )


def read_cover(
    lines: Sequence[Line],
    headers: Sequence[Line],
    *,
    source: SourceInfo | None = None,
    properties: Mapping[str, str] | None = None,
    bodies: Sequence[str] = (),
) -> Description:
    """What the title page and the running header say; empty fields where they say nothing.

    Args:
        lines: the laid-out lines of the first pages, headers and footers apart.
        headers: running headers and footers.
        source: the site that listed the document; decides what letters mean, never the board.
        properties: document properties; `language` is used where the words do not tell.
        bodies: who published it, in the words of the lists that offer it; no part of a title.
    """
    front = read_front([line for line in lines if line.text.strip()][:_MAX_LINES])
    headers = [replace(h, text=squeeze(h.text[:_MAX_HEADER])) for h in headers[:_MAX_HEADERS]]
    sheet, zone = front.sheet, without_sections(front.zone, front.lines)
    cover = _Cover(zone=zone, headers=headers, sheet=sheet, source=source)
    cover.own_board = mark_own_board(zone, source, bodies)
    _people_and_cases(cover)
    cover.title_lines = choose_title(cover.zone, cover.cases.lines)
    title = _title(cover)
    board = _board(cover)
    published, seen = published_date(cover.zone, headers, sheet)
    completed, others = completed_date(cover.zone, headers, title or "")
    for name, chosen, every in (("published", published, seen), ("completed", completed, others)):
        for found in every:
            cover.note_date(name, found, None if found is chosen else found.confidence * 0.5)
    year = next((int(d.value[:4]) for d in (completed, published) if d), None)
    case = _case(cover, title)
    role = _role(cover, title, case)
    authors = _authors(cover, role)
    review_type = _review_type(cover, title, board, year, case)
    return Description(
        title=title,
        review_type=review_type,
        role=role,
        case_name=case,
        authors=authors,
        board=board,
        published=published.value if published else None,
        published_precision=published.precision if published else None,
        completed=completed.value if completed else None,
        language=_language(cover, title, properties or {}),
        evidence=tuple(cover.evidence),
    )


def _language(cover: _Cover, title: str | None, properties: Mapping[str, str]) -> str | None:
    told = detect_language("\n".join([*(c.text for c in cover.zone), title or ""]))
    if told is None and str(properties.get("language", ""))[:2].lower() in {"en", "cy"}:
        return str(properties["language"])[:2].lower()
    return told


# ---------------------------------------------------------------- people and cases


def _speaking(cover: _Cover, *kinds: Kind) -> list[str]:
    """Texts by line, blank where the line is of another kind."""
    return [c.text if c.kind in kinds else "" for c in cover.zone]


def _people_and_cases(cover: _Cover) -> None:
    count = len(cover.zone)
    labelled = find_authors(_speaking(cover, Kind.TITLE, Kind.NOTICE), is_title=[False] * count)
    cover.cases = find_cases(cover.zone, labelled.used)
    flags = [i in cover.cases.lines or _says_kind(c) for i, c in enumerate(cover.zone)]
    bare = _speaking(cover, Kind.TITLE)
    cover.authors = labelled if labelled.names else find_authors(bare, is_title=flags)
    for index in cover.authors.used:
        if cover.zone[index].kind is not Kind.DATE:  # skipped below the name, still a date
            cover.zone[index].kind = Kind.PERSON
    for index, text in cover.authors.trimmed.items():
        cover.zone[index].text = text
    if cover.authors.trimmed or cover.authors.used - labelled.used:
        cover.cases = find_cases(cover.zone, cover.authors.used)
    if not cover.cases.mentions:
        cover.cases = lone_pseudonym(cover.zone, cover.authors.used, cover.source)


def _says_kind(line: CoverLine) -> bool:
    if line.kind is not Kind.TITLE:
        return False
    text = line.text
    return bool(find_review_types(text)) or any(m.rank >= 2 for m in find_roles(text)) or one_off(text)


def _case(cover: _Cover, title: str | None) -> str | None:
    case = _joint_case(cover, title) or resolve_case(cover.cases.mentions)
    origin_line = next((cover.zone[i].source for i in sorted(cover.cases.lines)), None)
    rule, confidence = "case name in the title", 0.95
    own_lines = {tidy_line(cover.zone[i].text).strip("'\"‘’“”") for i in cover.title_lines}
    if case is None and title:
        case = resolve_case(
            m
            for m in find_case_names(title)
            if not after_article(title, m) and (cover.sheet or m.kind in SURE_KINDS or m.name in own_lines)
        )
    if case is None:
        for header in cover.headers:
            case = resolve_case(find_case_names(squeeze_letters(squeeze(header.text))))
            if case:
                origin_line, rule, confidence = header, "case name in the running header", 0.7
                break
    if case:
        cover.note("case_name", case, rule, confidence, origin_line)
    return case


def _joint_case(cover: _Cover, title: str | None) -> str | None:
    """Two reviews in one report ("… 'Child L' / … 'Adult L'") have a name each."""
    if not title or not is_joint(title):
        return None
    parts = title.split(" / ")
    names = [resolve_case(find_case_names(p)) for p in parts]
    return " / ".join(n for n in names if n) if len(parts) == 2 and all(names) else None


_JOINED = re.compile(r"\s*(?:and|&|/)\s*(?:an?\s+)?", re.IGNORECASE)


def is_joint(title: str) -> bool:
    """Whether a title is of two reviews of different kinds; then neither kind is the report's."""
    parts = title.split(" / ")
    if len(parts) == 2 and all(find_review_types(p) for p in parts):
        return True
    named = [m for m in find_review_types(title) if m.rank == 3]
    return any(
        a.review_type is not b.review_type and _JOINED.fullmatch(title[a.end : b.start])
        for a, b in pairwise(named)
    )


# ---------------------------------------------------------------- title


def _title(cover: _Cover) -> str | None:
    sheet = cover.sheet
    if sheet and (title := tidy_line(sheet.title or "")):
        cover.note(
            "title", title, "repository sheet: title", 0.95, sheet.lines["title"] if sheet.lines else None
        )
        return title
    if not cover.title_lines:
        return None
    texts = [cover.zone[i].text for i in cover.title_lines]
    title = join_title(texts, [i in cover.cases.lines for i in cover.title_lines])
    signs = set[str]().union(*(title_signs(cover.zone, cover.cases.lines, i) for i in cover.title_lines))
    signs |= {"type"} if find_review_types(title) else set()  # its words may stand on two lines
    if not title:
        return None
    confidence = 0.5 + 0.15 * len(signs)
    cover.note("title", title, "title lines joined", confidence, cover.zone[cover.title_lines[0]].source)
    return title


# ---------------------------------------------------------------- people, board


def _authors(cover: _Cover, role: Role | None) -> tuple[str, ...]:
    names = cover.authors.names
    if role is Role.LETTER and not cover.authors.rule.startswith("labelled"):
        return ()  # the one written to
    rule = cover.authors.rule
    line = next((cover.zone[i].source for i in sorted(cover.authors.labelled)), None)
    if cover.sheet and cover.sheet.author:
        from_sheet = names_in(cover.sheet.author)
        if from_sheet:
            names, rule = from_sheet, "repository sheet: author"
            line = cover.sheet.lines["author"] if cover.sheet.lines else None
    for name in names:
        cover.note("authors", name, rule, 0.8 if "place" in rule else 0.95, line)
    return names


def _board(cover: _Cover) -> str | None:
    if cover.sheet and cover.sheet.board:
        name = next((m.name for m in find_boards(cover.sheet.board)), tidy_name(cover.sheet.board))
        if not name or re.search(
            r"\b(?:anonym\w*|unnamed|unknown|not\s+(?:stated|known|named))\b", name, re.IGNORECASE
        ):
            return None  # deposited without saying for whom: never guessed
        cover.note(
            "board",
            name,
            "repository sheet: LSCB",
            0.95,
            cover.sheet.lines["board"] if cover.sheet.lines else None,
        )
        return name
    groups = (
        (
            "board's name on the title page",
            0.95,
            [(c.text, c.source) for c in cover.zone if c.kind is Kind.BOARD],
        ),
        ("board named on the title page", 0.85, [(c.text, c.source) for c in cover.zone]),
        ("board named in the running header", 0.8, [(squeeze(h.text), h) for h in cover.headers]),
    )
    for rule, confidence, pairs in groups:
        text = "\n".join(t for t, _ in pairs)
        mentions = find_boards(text)
        for mention in mentions:
            line = pairs[text[: mention.start].count("\n")][1]
            cover.note("board", mention.name, rule, confidence, line)
        if cover.own_board and not mentions and rule == groups[0][0]:
            cover.note("board", cover.own_board, "the source's name on the title page", confidence)
            return cover.own_board
        if mentions:
            joint = _joint_boards(mentions) if rule == groups[0][0] else None
            if joint:
                cover.note("board", joint, "two boards on the title page", 0.96)
            return joint or mentions[0].name
    return None


def _joint_boards(mentions: Sequence[BoardMention]) -> str | None:
    """ "A … Board and B … Board", where a title page names two bodies of one kind and two areas."""
    first = mentions[0]
    for other in mentions[1:]:
        kind = kind_of_body(first.name)
        bilingual = ("bwrdd" in first.name.lower()) != ("bwrdd" in other.name.lower())
        nested = set(first.area.split()) & set(other.area.split()) - {"and", "of"}
        if kind_of_body(other.name) == kind != "safety" and not bilingual and not nested:
            return f"{first.name} and {other.name}"
    return None


# ---------------------------------------------------------------- role and type


def _says_role(text: str) -> bool:
    return any(m.rank >= 2 for m in find_roles(text))


def _role(cover: _Cover, title: str | None, case: str | None) -> Role | None:
    texts = [cover.zone[i].text for i in cover.title_lines]
    text = "\n".join([title or "", *texts])
    role = resolve_role([m for m in find_roles(title or "") if m.rank >= 2])
    if role is None:
        role = resolve_role([m for m in find_roles(text) if m.rank >= 2])
    if role in (None, Role.OVERVIEW_REPORT) and re.match(
        r"(?:an?\s+|the\s+)?summary\b", title or "", re.IGNORECASE
    ):
        role = Role.EXECUTIVE_SUMMARY
    line = next((cover.zone[i].source for i in cover.title_lines if _says_role(cover.zone[i].text)), None)
    if role is not None:
        cover.note("role", role.value, "role named in the title", 0.95, line)
        return role
    others = "\n".join(c.text for c in cover.zone if c.kind is Kind.TITLE)
    role = resolve_role([m for m in find_roles(others) if m.rank >= 3])
    if role is not None:
        cover.note("role", role.value, "role named on the title page", 0.8)
        return role
    if title and (case or find_review_types(text) or one_off(title)):
        cover.note("role", Role.OVERVIEW_REPORT.value, DEFAULT_ROLE, 0.6)
        return Role.OVERVIEW_REPORT
    return None


def _review_type(
    cover: _Cover, title: str | None, board: str | None, year: int | None, case: str | None
) -> ReviewType | None:
    zone_text = "\n".join(c.text for c in cover.zone)
    boards = " ".join(m.name for m in find_boards(zone_text))
    context = f"{zone_text}\n{boards}\n{board or ''}"
    nation = nation_of(board, cover.source, f"{title or ''} {zone_text}")
    texts = [cover.zone[i].text for i in cover.title_lines]
    tries = (
        ("kind of review named in the title", 0.95, title or ""),
        ("kind of review named in the title", 0.95, "\n".join(texts)),
        ("kind of review named on the title page", 0.85, zone_text),
        (
            "kind of review named in the running header",
            0.8,
            "\n".join(squeeze(h.text) for h in cover.headers),
        ),
    )
    for rule, confidence, text in tries:
        mentions = [m for m in find_review_types(text) if m.rank >= 1]
        if is_joint(text):
            return None
        found = resolve_type(mentions, nation=nation, year=year, context=context)
        if found is not None:
            line = next((c.source for c in cover.zone if find_review_types(c.text)), None)
            if rule.endswith("running header"):
                line = next((h for h in cover.headers if find_review_types(h.text)), None)
            cover.note("review_type", found.value, rule, confidence, line)
            return found
    if one_off(title or "") and (case is None or not any(r.rank >= 2 for r in find_roles(title or ""))):
        cover.note("review_type", ReviewType.OTHER.value, "a review of no known kind", 0.5)
        return ReviewType.OTHER
    named = bool(title) and any(m.rank >= 2 for m in find_roles(title or ""))
    if case and (named or "review" in (title or "").lower()):
        usual = usual_type(board, nation, year, subject=f"{case} {title or ''}")
        cover.note("review_type", usual.value, DEFAULT_TYPE, 0.4)
        return usual
    return None
