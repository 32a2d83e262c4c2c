"""Small catalogues in which everything meets: few sources, pages, names and texts, changed at random."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from random import Random

from harvester.group import Constraints, group
from harvester.group.compared import FromTexts
from harvester.group.constraints import Placement
from harvester.group.texts import sketch
from harvester.records import Grouping, GroupInput
from harvester.vocabulary import Nation, ReviewType, Role

from .corpus import board, edited, make_sources, paragraphs, slug
from .kept import Kept

AREAS = ("Northmoor", "Eastvale", "Marfield", "Stonebeck")
SOURCES = [one for one in make_sources() if one.slug in {"repository", *map(slug, AREAS)}]
LETTERS = "ABCDEFG"
SUBJECTS = ("harbour lights lantern", "willow bridge", "orchard gate mill", "copper kettle")
COLUMNS: dict[str, tuple[object, ...]] = {
    "source": (*map(slug, AREAS), "repository", "repository"),
    "page_url": ("", *(f"https://x.example/{number}" for number in range(7))),
    "heading": (
        *("Published reviews", "", "About Jordan", "Child B (CB22)", "Harbour lights lantern"),
        *(f"Child {letter}" for letter in LETTERS),
    ),
    "title": (
        *("Serious Case Review", "Board response", "Child A: briefing", "Child A: briefing II"),
        *(f"Review {subject}" for subject in SUBJECTS),
        *(subject.title() for subject in SUBJECTS),
        *("Lantern harbour review", "Harbour lights lantern willow"),
    ),
    "review_type": (
        ReviewType.SCR,
        ReviewType.SCR,
        ReviewType.SAR,
        ReviewType.LEARNING_REVIEW,
        ReviewType.OTHER,
    ),
    "role": (
        Role.OVERVIEW_REPORT,
        Role.OVERVIEW_REPORT,
        Role.EXECUTIVE_SUMMARY,
        Role.RESPONSE,
        Role.BRIEFING,
    ),
    "case_name": (
        *(
            None,
            None,
            None,
            None,
            None,
            "Child A and Child B",
            "Child C and Child D",
            "CB22",
            "Child B (CB22)",
        ),
        *(f"Child {letter}" for letter in LETTERS),
        *(f"SCR {letter}" for letter in LETTERS),
        *("CPR 6/2021", "CPR CTM 6/2021", "BDCT 6/2021", "Jordan", "Jordyn", "Stuart", "Stuart K"),
        *("Operation Harbour Lights", "Willow Bridge", "Zac"),
    ),
    "board": (
        *(None, None, None, *map(board, AREAS), "Faraway Safeguarding Children Board"),
        *(f"{one} and {two} Safeguarding Children Boards" for one, two in pairwise(AREAS)),
    ),
    "published": (None, None, None, "2012-03", "2013", "2013-05-02", "2019"),
    "completed": (None, None, "2012", "2018-01"),
    "language": ("en", "en", "cy", None),
}


PAGES = tuple(f"https://x.example/{number}" for number in range(9))
PLAIN: dict[str, tuple[object, ...]] = {"source": ("northmoor",), "page_url": PAGES}
ALWAYS = frozenset({"case_name", "page_url"})
REPORT, REPLY, BRIEF = Role.OVERVIEW_REPORT, Role.RESPONSE, Role.BRIEFING
# What documents may meet by where they are alike in nothing else.
TOPICS: tuple[dict[str, tuple[object, ...]], ...] = (
    {  # what stands beside them
        "page_url": PAGES[:4],
        "heading": ("", "", "Published reviews", "Latest reviews", "About Jordan", "The bridge"),
        "title": (
            "Board response",
            "Serious Case Review",
            "Action plan",
            "Review willow bridge",
            "Review mill",
        ),
        "case_name": (None, None, None, None, None, None, "Child A", "Child B"),
        "role": (REPORT, REPLY, BRIEF),
        "source": ("northmoor", "eastvale"),
        "published": (None, None, "2012", "2019"),
    },
    {  # the records of a list
        "source": ("repository", "repository", "repository", "eastvale"),
        "page_url": PAGES[:2],
        "title": ("Serious Case Review", "Learning", "Review willow bridge", "Review orchard gate"),
        "case_name": (None, None, None, None, "Child A", "Child B"),
        "role": (REPORT, REPLY, REPLY, BRIEF, BRIEF),
        "board": (None, None, board("Northmoor"), board("Eastvale")),
    },
    {  # names, one and several
        "source": ("northmoor", "eastvale"),
        "case_name": ("Child A and Child B", "Child A", "Child B", "Child C and Child B", "Child C"),
        "role": (REPORT, REPLY, BRIEF, Role.STATEMENT),
        "board": (None, None, "Northmoor and Eastvale Safeguarding Children Boards", board("Northmoor")),
        "published": (None, None, "2012", "2019"),
    },
    {  # letters, numbers and given names
        "case_name": (
            *("SCR G", "Child G", "Adult G", "Stuart", "Stuart K", "Stuart L"),
            *("CPR 6/2021", "CPR CTM 6/2021", "BDCT 6/2021", "TVSB 6/2021"),
        ),
        "role": (REPORT, REPLY, BRIEF),
        "language": ("en", "cy"),
        "review_type": (ReviewType.SCR, ReviewType.SCR, ReviewType.LEARNING_REVIEW),
    },
    {  # subjects
        "case_name": (None, None, None, "Operation Harbour Lights", "Willow Bridge"),
        "title": (
            "Harbour lights",
            "Harbour lights lantern",
            "Willow bridge",
            "Willow bridge harbour lights",
            "Mill",
        ),
        "role": (REPORT, REPLY, BRIEF),
        "source": ("northmoor", "eastvale"),
    },
    {
        "case_name": ("Child A", "Child B", "Child C", "Child D"),
        "published": ("2012", "2019"),
    },  # ids of reviews
    {  # headings
        "heading": ("About Jordan", "The bridge", "The mill", "Child A"),
        "page_url": PAGES[:2],
        "case_name": (None, None, None, "Jordan", "Jordyn", "Child A"),
        "title": ("Board response", "Review willow bridge", "Review bridge"),
        "board": (None, None, "Faraway Safeguarding Children Board", board("Eastvale")),
        "role": (REPORT, REPLY, BRIEF),
    },
)


@cache
def files() -> dict[str, str]:
    """Texts by the name of their file: copies, versions, summaries, and texts too short to say anything."""
    made = {"short": "A page.", "other": "A note of the board."}
    for letter, head in (("a", "Child A"), ("b", board("Eastvale")), ("c", ""), ("d", "Jordan")):
        text = f"{head}\n" + "\n".join(paragraphs(f"small {letter}", 5))
        made |= {letter: text, f"{letter}-again": text}
        made |= {f"{letter}-scan": edited(text, 0.004, letter), f"{letter}-half": text[: len(text) // 2]}
        made[f"{letter}-revised"] = "Revised\n" + edited(text, 0.03, f"{letter}2")
    return made


@cache
def sketches() -> dict[str, object]:
    return {name: sketch(text) for name, text in files().items()}


def blank(key: str, **values: object) -> GroupInput:
    """A document of which nothing is known but what is said here."""
    base = GroupInput(
        id=key,
        source="northmoor",
        nation=Nation.ENGLAND,
        sha256=None,
        url=f"https://x.example/{key}.pdf",
        page_url="",
        heading="",
        title="Serious Case Review",
        review_type=ReviewType.SCR,
        role=Role.OVERVIEW_REPORT,
        case_name=None,
        board=None,
        published=None,
        completed=None,
        language="en",
        text="",
        first_seen="2026-01-01T00:00:00Z",
    )
    return replace(base, **values)  # type: ignore[arg-type]


def filed(doc: GroupInput, name: str | None) -> GroupInput:
    """The document with this file."""
    if name is None:
        return replace(doc, sha256=None, text="", sketch=None)
    return replace(doc, sha256=name, text=files()[name], sketch=sketches()[name])  # type: ignore[arg-type]


@cache
def texts() -> FromTexts:
    return FromTexts([filed(blank(name), name) for name in files()])


def empty() -> Kept:
    return Kept(SOURCES, texts())


@dataclass
class Play:
    """One catalogue that changes at random, and what is noted of each change."""

    dice: Random
    size: int = 14
    kept: Kept = field(default_factory=empty)
    number: int = 0

    def __post_init__(self) -> None:
        pick = self.dice
        told = pick.choice([*TOPICS, *TOPICS, COLUMNS])
        if told is not COLUMNS:  # the less there is to tell them apart by, the more they meet
            told = {
                name: values if name in ALWAYS or pick.random() < 0.4 else values[:1]
                for name, values in told.items()
            }
        least = 0.6 if told is not COLUMNS else pick.choice([0.1, 0.4, 0.9])  # how much is there to meet by
        self.pool = {
            name: pick.sample(values, max(1, round(len(values) * pick.uniform(least, 1))))
            for name, values in {**PLAIN, **told}.items()
        }
        self.edited = sorted(name for name, values in told.items() if len(set(values)) > 1)
        self.files = [None] * 9
        if told is COLUMNS or pick.random() < 0.3:
            self.files = [*[None] * pick.randint(1, 9), *pick.sample(sorted(files()), pick.randint(2, 8))]

    def new(self) -> GroupInput:
        self.number += 1
        key = f"d{self.dice.randrange(1000):03}-{self.number}"
        values = {name: self.dice.choice(pool) for name, pool in self.pool.items()}
        return filed(blank(key, **values), self.dice.choice(self.files))

    def change(self) -> set[str]:
        """Some changes; the documents that the catalogue would note."""
        noted: set[str] = set()
        have = self.kept.documents
        if not have:
            have |= {doc.id: doc for doc in (self.new() for _ in range(self.size))}
            return set(have)
        for _ in range(self.dice.randint(1, 3)):
            noted |= self.dice.choice(
                [self.add, self.edit, self.edit, self.refile, self.remove, self.move, self.say]
            )()
        return noted

    def some(self) -> str:
        return self.dice.choice(sorted(self.kept.documents))

    def add(self) -> set[str]:
        doc = self.new()
        self.kept.documents[doc.id] = doc
        return {doc.id}

    def edit(self) -> set[str]:
        key = self.some()
        column = self.dice.choice(self.edited)
        value = self.dice.choice(self.pool[column])
        self.kept.documents[key] = replace(self.kept.documents[key], **{column: value})
        return {key}

    def refile(self) -> set[str]:
        key = self.some()
        self.kept.documents[key] = filed(self.kept.documents[key], self.dice.choice(self.files))
        return {key}

    def remove(self) -> set[str]:
        key = self.some()
        if len(self.kept.documents) > 4:
            del self.kept.documents[key]
        return {key}

    def move(self) -> set[str]:
        """Another document is served now at the address of one."""
        one, two = self.dice.sample(sorted(self.kept.documents), 2)
        before = self.kept.documents[one].replaced_by_address
        now = None if before else two
        self.kept.documents[one] = replace(self.kept.documents[one], replaced_by_address=now)
        return {one, two} | ({before} if before else set())

    def say(self) -> set[str]:
        """A person says something more, or takes something back."""
        said, pick, kept = self.kept.said, self.dice, self.kept
        one, two = pick.sample(sorted(kept.documents), 2)
        told = {"placed": dict(said.placed), "copy_of": dict(said.copy_of), "replaces": dict(said.replaces)}
        apart = set(said.not_copies)
        kind = pick.choice([*told, *told, "apart", "apart", "back", "back"])
        if kind == "apart":
            apart.add((one, two))
        elif kind == "back":
            noted = {name for pair in apart for name in pair} | {
                key for some in told.values() for key in some
            }
            kept.said = Constraints()
            return noted
        elif kind == "placed":
            own = Placement("r0000own")
            there = kept.review_of.get(two)
            told["placed"][one] = pick.choice([own, Placement(there, two) if there else own, own])
        else:
            told[kind][one] = pick.choice([two, two, ""])
        kept.said = Constraints(**told, not_copies=frozenset(apart))
        return {one, two} if kind == "apart" else {one}


def told(grouping: Grouping) -> dict[str, object]:
    return {
        "reviews": grouping.reviews,
        "duplicate_of": dict(grouping.duplicate_of),
        "replaces": dict(grouping.replaces),
        "publisher": dict(grouping.publisher),
        "foreign": grouping.foreign,
        "reasons": dict(sorted(grouping.reasons.items())),
        "alike": grouping.alike,
    }


def check_step(kept: Kept, noted: set[str]) -> None:
    """A step comes to what grouping everything would make of the same state."""
    anew = group(kept.load(kept.documents), kept.sources, kept.said, kept)
    kept.step(noted)
    found = kept.as_grouping()
    for name, value in told(anew).items():
        assert told(found)[name] == value, name


def play(seed: str, steps: int = 7, size: int = 14) -> Kept:
    """Change and group a small catalogue step by step."""
    game = Play(Random(seed), size)
    for _ in range(steps):
        check_step(game.kept, game.change())
    return game.kept
