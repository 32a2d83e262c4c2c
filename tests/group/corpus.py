"""A synthetic catalogue with the traps of real ones: invented areas, neutral text, known truth."""

# ruff: noqa: E501  (neutral text in long lines)

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field, replace
from itertools import combinations

from harvester.records import GroupInput, SourceInfo
from harvester.vocabulary import Nation, ReviewType, Role, SourceKind

AREAS = (
    "Northmoor",
    "Eastvale",
    "Marfield",
    "Harrowdale",
    "Brightwater",
    "Stonebeck",
    "Wendleham",
    "Oxmere",
    "Calderby",
)
_SUBJECTS = [
    "agency",
    "worker",
    "visit",
    "meeting",
    "record",
    "plan",
    "household",
    "service",
    "school",
    "clinic",
    "team",
    "manager",
    "report",
    "contact",
]
_VERBS = [
    "considered",
    "recorded",
    "arranged",
    "reviewed",
    "discussed",
    "noted",
    "followed",
    "planned",
    "described",
    "shared",
    "delayed",
    "changed",
]
_ENDS = [
    "in the usual way",
    "without delay",
    "at the next meeting",
    "on two occasions",
    "with the family",
    "after some time",
    "by telephone",
    "over the summer",
    "as expected",
    "in writing",
]
_TEMPLATE = (
    "This report sets out the findings of the review and the learning for agencies. It was commissioned by the board "
    "and written by an independent author who has no connection with any agency. The purpose of the review is to learn "
    "and not to blame. Agencies gave information on their contact and took part in a learning event for practitioners. "
    "The terms of reference were agreed by the panel, which met on four occasions and considered each draft in turn. "
)


def paragraphs(seed: str, count: int) -> list[str]:
    """Neutral paragraphs that depend on the seed alone."""
    dice = random.Random(seed)
    made = []
    for _ in range(count):
        sentences = [
            f"The {dice.choice(_SUBJECTS)} number {dice.randint(2, 900)} {dice.choice(_VERBS)} the "
            f"{dice.choice(_SUBJECTS)} {dice.choice(_ENDS)} and the {dice.choice(_SUBJECTS)} {dice.choice(_VERBS)} it"
            for _ in range(dice.randint(4, 8))
        ]
        made.append(". ".join(sentences) + ".")
    return made


def edited(text: str, share: float, seed: str) -> str:
    """The text with that share of its words changed, as a second scan or typist would."""
    dice = random.Random(seed)
    words = text.split(" ")
    for index in dice.sample(range(60, len(words)), int(share * len(words))):
        words[index] = words[index][::-1] + "x"
    return " ".join(words)


def with_footers(text: str, footer: str) -> str:
    """A footer line after every 300 words."""
    words = text.split(" ")
    pages = [" ".join(words[i : i + 300]) for i in range(0, len(words), 300)]
    return "\n".join(f"{page}\n{footer} Page {n}" for n, page in enumerate(pages, 1))


def with_cover_sheet(text: str, title: str, board: str, year: str) -> str:
    """The national collection's sheet in front of the text."""
    return (
        f"Title: {title}.\nLSCB: {board}\nAuthor: Jo Fielding\nDate of publication: {year}\n\nThis case review report was "
        "deposited by the publishing LSCB(s) with the National Case Review Repository, a partnership. The repository "
        f"holds reviews for five years and makes them easier to find for learning at local and national level.\n\n{text}"
    )


@dataclass
class Corpus:
    """Documents, sources, and what is true of them."""

    documents: list[GroupInput] = field(default_factory=list)
    review_of: dict[str, str] = field(default_factory=dict)
    duplicate_of: dict[str, str] = field(default_factory=dict)
    replaces: dict[str, str] = field(default_factory=dict)
    foreign: set[str] = field(default_factory=set)
    sources: list[SourceInfo] = field(default_factory=list)

    def add(
        self, review: str, doc: GroupInput, *, copy_of: str | None = None, foreign: bool = False
    ) -> GroupInput:
        """Take a document in, with its truth."""
        self.documents.append(doc)
        self.review_of[doc.id] = review
        if copy_of:
            self.duplicate_of[doc.id] = copy_of
        if foreign or (doc.source == "repository" and doc.board):
            self.foreign.add(doc.id)
        return doc

    def true_pairs(self) -> set[frozenset[str]]:
        """All pairs of documents of one review."""
        return pairs_of(
            [[d for d in self.review_of if self.review_of[d] == r] for r in set(self.review_of.values())]
        )


def pairs_of(groups: list[list[str]]) -> set[frozenset[str]]:
    """All unordered pairs within each group."""
    return {frozenset(p) for group in groups for p in combinations(sorted(group), 2)}


def f1(found: set[object], true: set[object]) -> float:
    """Harmonic mean of precision and recall."""
    return 2 * len(found & true) / (len(found) + len(true)) if found or true else 1.0


def slug(area: str) -> str:
    return area.lower()


def board(area: str, nation: Nation = Nation.ENGLAND) -> str:
    return f"{area} Safeguarding {'' if nation is Nation.WALES else 'Children '}Board"


def make_sources() -> list[SourceInfo]:
    made = [
        SourceInfo(
            slug=slug(a),
            title=f"{a} Safeguarding Children Partnership",
            nation=Nation.WALES if a == "Calderby" else Nation.ENGLAND,
            aliases=(
                f"{a} Local Safeguarding Children Board",
                f"{a} Safeguarding Children Board",
                f"{a} Safeguarding Board",
            ),
        )
        for a in AREAS
    ]
    made.append(
        SourceInfo(
            slug="repository",
            title="National Case Review Repository",
            nation=Nation.UK,
            kind=SourceKind.NATIONAL,
        )
    )
    return made


def document(area: str, name: str | None, role: Role = Role.OVERVIEW_REPORT, **values: object) -> GroupInput:
    """A document of an area; further values override what follows from area, case and role."""
    kind = values.pop("review_type", ReviewType.SCR)
    label = str(values.pop("label", role.value.replace("_", " ").title()))
    body = str(values.pop("body", ""))
    stem = f"{area}-{name}-{role.value}-{values.get('published')}-{label}-{values.get('title')}-{values.get('heading')}"
    title = str(values.pop("title", f"Serious Case Review {name or ''} {label}".replace("  ", " ")))
    paragraph_text = "\n".join(paragraphs(stem + body, 14 if role is Role.OVERVIEW_REPORT else 5))
    head = values.get("board", board(area)) or ""
    text = f"{head}\n{title}\n{values.get('completed') or ''}\n{_TEMPLATE}\n{paragraph_text}"
    base = GroupInput(
        id="d" + hashlib.sha256(stem.encode()).hexdigest()[:12],
        source=slug(area),
        nation=Nation.ENGLAND,
        sha256=None,
        url=f"https://www.{slug(area)}.example/files/{hashlib.md5(stem.encode()).hexdigest()[:8]}.pdf",
        page_url=f"https://www.{slug(area)}.example/serious-case-reviews",
        heading="Published reviews",
        title=title,
        review_type=kind,  # type: ignore[arg-type]
        role=role,
        case_name=name,
        board=board(area),
        published=None,
        completed=None,
        language="en",
        text=text,
        first_seen="2026-01-01T00:00:00Z",
    )
    made = replace(base, **values)  # type: ignore[arg-type]
    return (
        made
        if made.sha256
        else replace(made, sha256=hashlib.sha256(made.text.encode() + made.id.encode()).hexdigest())
    )


def elsewhere(doc: GroupInput, source: str, **values: object) -> GroupInput:
    """The same document as another source lists it."""
    number = hashlib.sha256(f"{doc.id}{source}{sorted(values)}".encode()).hexdigest()[:12]
    base = {
        "id": f"d{number}",
        "source": source,
        "url": f"https://www.{source}.example/media/{number[:6]}/file.pdf",
        "page_url": f"https://www.{source}.example/news",
        "heading": "Latest news",
    }
    return replace(doc, **{**base, **values})  # type: ignore[arg-type]


def respoken(doc: GroupInput, text: str, source: str | None = None, **values: object) -> GroupInput:
    """A copy with other bytes."""
    made = elsewhere(doc, source or doc.source, text=text, **values)
    return replace(made, sha256=hashlib.sha256(text.encode() + made.id.encode()).hexdigest())
