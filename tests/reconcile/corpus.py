"""A made set of reviews and entries of lists, with the truth: pseudonyms shared, noise of real lists.

Twenty-odd invented areas share a few letters and names. Everything is made from a seed.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field, replace

from harvester.reconcile import HeldReview
from harvester.records import ListEntry, SourceInfo
from harvester.vocabulary import Nation, ReviewType, SourceKind

AREAS = (
    *("Northmoor", "Westfell", "Eastvale", "Southmere", "Oxmere", "Farrowby", "Hartsea", "Stonebridge"),
    *("Larkfield", "North Larkfield", "Larkfieldshire", "Wensmouth", "Marlow Cross", "St Piran's", "Dunmere"),
    *("Kestrel Bay", "Upper Dale-on-Tarn", "Ashwick", "Brackenshire", "Thornley City", "Thornley"),
)
LETTERS = tuple("ABCDEFGHJKLMNPQRSTUVW")
GIVEN = (
    *(
        "Katie",
        "Gabriel",
        "Sofia",
        "Liam",
        "James",
        "Amy",
        "Polly",
        "Zac",
        "Ellen",
        "Josh",
        "Marcus",
        "Hannah",
    ),
    *("Peter", "Ruth", "Owen", "Isla", "Callum", "Bethany", "Rosie", "Tariq"),
)
HARMS = (
    "Death of a {age} {sex} in {time}. The parents were known to services because of neglect.",
    "Serious injury of a {age} {sex} in {time}; a fracture and bruises were found.",
    "Suicide of a {age} {sex} in {time}.",
    "Sexual abuse and exploitation of a {age} {sex} from {time}.",
    "Death of a {age} {sex} in {time} who was stabbed with a knife.",
)
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
THEMES = (
    *("Serious youth violence", "Babies with injuries", "Children missing from education"),
    *("Hidden men in households", "Concealed pregnancy"),
)


APART = 2  # years between two cases of one name in one area: nearer ones nobody could tell apart


@dataclass(slots=True)
class Case:
    """What happened; never shown as such."""

    number: int
    areas: tuple[str, ...]
    year: int
    kind: ReviewType
    names: tuple[str, ...]
    summary: str


@dataclass(slots=True)
class Made:
    """The set and its truth: id of a review → titles are no key, so the entry's number."""

    sources: list[SourceInfo] = field(default_factory=list)
    held: list[HeldReview] = field(default_factory=list)
    entries: list[ListEntry] = field(default_factory=list)
    truth: dict[str, str | None] = field(default_factory=dict)  # entry number → review id
    anonymous: set[str] = field(default_factory=set)  # entries that nothing but a guess could resolve


def make(seed: int, cases: int = 400) -> Made:
    """A set of about so many reviews."""
    dice = random.Random(seed)
    made = Made(sources=_sources())
    taken: set[tuple[str, str, int]] = set()
    for number in range(cases):
        case = _case(dice, number)
        years = range(case.year - APART, case.year + APART + 1)
        keys = {(area, name, year) for area in case.areas for name in case.names for year in years}
        if keys & taken:
            continue
        taken |= {(area, name, case.year) for area in case.areas for name in case.names}
        where = dice.choices(("both", "held", "listed"), weights=(60, 20, 20))[0]
        if where != "listed":
            made.held.append(_held(dice, case))
        if where != "held":
            entry, findable = _entry(dice, case, held=made.held[-1] if where == "both" else None)
            made.entries.append(entry)
            made.truth[str(entry.number)] = made.held[-1].id if where == "both" else None
            if entry.anonymous and not findable:
                made.anonymous.add(str(entry.number))
    dice.shuffle(made.held)
    dice.shuffle(made.entries)
    return made


def _slug(area: str) -> str:
    return area.lower().replace(" ", "-").replace("'", "")


def _sources() -> list[SourceInfo]:
    found = []
    for number, area in enumerate(AREAS):
        aliases = (
            f"{area} Safeguarding Children Board",
            f"{area} Local Safeguarding Children Board",
            "".join(word[0] for word in area.split()) + "SCB",
        )
        found.append(
            SourceInfo(
                slug=_slug(area),
                title=f"{area} Safeguarding Children Partnership",
                nation=Nation.ENGLAND,
                aliases=aliases,
                authorities=(f"E0600{number:04d}",),
            )
        )
    old = ("Merebridge Safeguarding Children Board", "Merebridge LSCB")
    for new in ("Mereland", "Bridgeland"):
        found.append(
            SourceInfo(
                slug=_slug(new),
                title=f"{new} Safeguarding Children Partnership",
                nation=Nation.ENGLAND,
                aliases=old,
            )
        )
    found.append(
        SourceInfo(
            slug="merebridge",
            title=old[0],
            nation=Nation.ENGLAND,
            aliases=old[1:],
            successors=("mereland", "bridgeland"),
        )
    )
    found.append(
        SourceInfo(slug="library", title="National Library", nation=Nation.UK, kind=SourceKind.NATIONAL)
    )
    return found


def _case(dice: random.Random, number: int) -> Case:
    areas: tuple[str, ...] = (dice.choice((*AREAS, "Merebridge")),)
    if dice.random() < 0.06:
        areas = tuple(sorted({*areas, dice.choice(AREAS)}))
    year = dice.randint(2010, 2024)
    roll = dice.random()
    if roll < 0.5:
        names: tuple[str, ...] = (f"{dice.choice(('Child', 'Child', 'Baby'))} {dice.choice(LETTERS)}",)
    elif roll < 0.58:
        names = (f"Family {dice.choice(LETTERS)}",)
    elif roll < 0.7:
        names = (f"Child {dice.choice(LETTERS)}{dice.choice(LETTERS)}",)
    elif roll < 0.86:
        names = (dice.choice(GIVEN),)
    elif roll < 0.95:
        names = (f"{dice.choice(('BDS', 'GN', 'LN', 'SOT', 'ZD'))}{dice.randint(10, 24)}", dice.choice(GIVEN))
    else:
        names = (dice.choice(THEMES),)
    kind = ReviewType.SCR if year < 2019 else ReviewType.CSPR
    if dice.random() < 0.1:
        kind, names = ReviewType.SAR, (f"{dice.choice(('Adult', 'Mr', 'Mrs'))} {dice.choice(LETTERS)}",)
    unit = dice.choice(("week", "month", "year", "year", "year"))
    summary = dice.choice(HARMS).format(
        age=f"{dice.randint(2, 17)}-{unit}-old",
        sex=dice.choice(("girl", "boy")),
        time=f"{dice.choice(MONTHS)} {year - dice.randint(1, 3)}",
    )
    return Case(number, areas, year, kind, names, summary)


def _held(dice: random.Random, case: Case) -> HeldReview:
    name, more = case.names[0], case.names[1:]
    if more and dice.random() < 0.5:
        name = f"{more[0]} ({name})"
        more = ()
    themed = name in THEMES
    year = case.year if dice.random() < 0.8 else case.year - 1
    publishers = tuple(dict.fromkeys(_slug(a) for a in case.areas))
    if publishers == ("merebridge",):
        publishers = dice.choice((("merebridge",), ("mereland",), ("mereland", "bridgeland")))
    kind = case.kind
    if kind is not ReviewType.SAR and dice.random() < 0.08:
        kind = dice.choice((ReviewType.OTHER, ReviewType.LEARNING_REVIEW, ReviewType.SCR))
    words = {
        ReviewType.SCR: "Serious Case Review",
        ReviewType.CSPR: "Local Child Safeguarding Practice Review",
    }
    label = words.get(kind, "Review")
    told = dice.random() < 0.6
    return HeldReview(
        id=f"r{case.number:04d}",
        publishers=publishers,
        review_type=kind,
        case_name=None if themed else name,
        title=f"{label}: {name}",
        year=None if dice.random() < 0.08 else year,
        years=(year, year - 1) if dice.random() < 0.3 else (year,),
        names=() if dice.random() < 0.3 else more,
        sha256s=(_sha(f"{case.number}"),),
        text=f"{label}\n{name}\nOverview report\n1 Introduction\n{case.summary}" if told else "",
        sources=publishers[:1],
    )


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _entry(dice: random.Random, case: Case, held: HeldReview | None) -> tuple[ListEntry, bool]:
    name = dice.choice(case.names)
    if held is not None and name not in f"{held.case_name} {held.names} {held.title}":
        name = case.names[0]
    name = _written(dice, name)
    year = case.year if dice.random() < 0.85 else case.year + dice.choice((-1, 1))
    known = year if dice.random() < 0.96 else None
    anonymous = dice.random() < 0.12
    areas = [("Merebridge" if a == "Merebridge" else a) for a in case.areas]
    publisher = " and ".join(areas)
    if len(areas) == 1 and dice.random() < 0.35:
        publisher = dice.choice(
            (f"{areas[0]} LSCB", f"{areas[0]} Safeguarding Children Board", areas[0].upper())
        )
    copy = dice.random() < 0.4
    themed = case.names[0] in THEMES
    entry = ListEntry(
        source="library",
        title=f"{known or ''} – {'Anonymous' if anonymous else publisher} – {name}",
        page_url="https://library.example.org/list/",
        publisher_text=None if anonymous else publisher,
        anonymous=anonymous,
        case_name=None if themed else name,
        review_type=case.kind if dice.random() < 0.2 else None,
        year=known,
        published=str(known) if known else None,
        summary=case.summary if dice.random() < 0.85 else "",
        number=f"NC{case.number:05d}",
        url=f"https://library.example.org/{case.number}.pdf" if copy else None,
    )
    same_bytes = copy and dice.random() < 0.7
    if same_bytes:
        entry = replace(entry, sha256=_sha(f"{case.number}"))
    elif copy:
        entry = replace(entry, sha256=_sha(f"other {case.number}"))
    return entry, same_bytes or not anonymous


def _written(dice: random.Random, name: str) -> str:
    roll = dice.random()
    if name in THEMES:
        return name.lower().capitalize()
    if roll < 0.07 and name.startswith("Child "):
        return name.replace("Child", "Baby")
    if roll < 0.12:
        return f"‘{name}’"
    if roll < 0.16:
        return name.upper()
    if roll < 0.19 and name[:1] != "F":
        return f"{name} and siblings" if not name[-1].isdigit() else name
    if roll < 0.23 and name.startswith("Family "):
        return f"{name.split()[1]} Family"
    if roll < 0.25 and name.startswith("Child "):
        return f"SCR {name.split()[1]}"
    return name
