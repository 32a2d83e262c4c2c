"""The tables of a study, from its reviews. Pure.

Only what a person confirmed is counted as a value. Beside the values every table says how many units are
coded as "not stated", and how many are not coded yet; of these it says how many have a suggestion.
"""

from __future__ import annotations

from collections import Counter
from statistics import quantiles
from typing import TYPE_CHECKING

from harvester.coding.frame import FIELDS, NOT_STATED
from harvester.publish.entries import NATION_NAMES, TYPE_NAMES
from harvester.study.values import Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from harvester.coding.frame import CodingField
    from harvester.study.values import StudyReview

UNKNOWN = "Not known"
_DELAYS = (  # months of which each band takes fewer
    (6, "Under 6 months"),
    (12, "6 to 11 months"),
    (18, "12 to 17 months"),
    (24, "18 to 23 months"),
    (36, "24 to 35 months"),
    (10_000, "36 months or more"),
)
_COUNTS = ("reviews", "people", "reports")


def all_tables(reviews: Sequence[StudyReview]) -> list[Table]:
    """Every table, in the order in which a report prints them."""
    people = FIELDS["age_band"], FIELDS["sex"], FIELDS["outcome"]
    return [
        by_year(reviews),
        by_nation(reviews),
        by_region(reviews),
        by_body(reviews),
        by_type(reviews),
        *(of_people(field, reviews) for field in people),
        age_by_sex(reviews),
        outcome_by_type(reviews),
        *(of_reviews(FIELDS[name], reviews) for name in ("harm_type", "method", "family_involved", "theme")),
        delays(reviews),
        progress(reviews),
    ]


# ---------------------------------------------------------------- what the catalogue knows


def by_year(reviews: Sequence[StudyReview]) -> Table:
    """Reviews, people and reports by year of first publication."""
    years = sorted({one.year for one in reviews if one.year is not None})
    keys = [str(year) for year in range(years[0], years[-1] + 1)] if years else []
    return _grouped(
        ("by_year", "Reviews by year of first publication", "Year"),
        reviews,
        lambda one: [str(one.year) if one.year is not None else ""],
        {key: key for key in keys},
    )


def by_nation(reviews: Sequence[StudyReview]) -> Table:
    """Reviews, people and reports by nation."""
    return _grouped(
        ("by_nation", "Reviews by nation", "Nation"), reviews, lambda one: [one.nation], _present(reviews)
    )


def _present(reviews: Sequence[StudyReview]) -> dict[str, str]:
    found = {one.nation for one in reviews}
    return {name: words for name, words in NATION_NAMES.items() if name in found}


def by_region(reviews: Sequence[StudyReview]) -> Table:
    """Reviews of England by region."""
    english = [one for one in reviews if one.nation == "england"]
    names = sorted({name for one in english for name in one.regions})
    return _grouped(
        ("by_region", "Reviews of England by region", "Region"),
        english,
        lambda one: list(one.regions) or [""],
        {name: name for name in names},
        note="A joint review counts in the region of each of its publishers.",
    )


def by_body(reviews: Sequence[StudyReview]) -> Table:
    """Reviews by publisher."""
    names = sorted({name for one in reviews for name in one.bodies}, key=str.casefold)
    return _grouped(
        ("by_area", "Reviews by publisher", "Publisher"),
        reviews,
        lambda one: list(one.bodies) or [""],
        {name: name for name in names},
        note="A joint review counts under each of its publishers.",
    )


def by_type(reviews: Sequence[StudyReview]) -> Table:
    """Reviews, people and reports by kind of review."""
    found = {one.review_type for one in reviews}
    return _grouped(
        ("by_type", "Reviews by kind", "Kind of review"),
        reviews,
        lambda one: [one.review_type],
        {name: words for name, words in TYPE_NAMES.items() if name in found},
    )


def _grouped(
    called: tuple[str, str, str],
    reviews: Sequence[StudyReview],
    keys: Callable[[StudyReview], list[str]],
    labels: dict[str, str],
    note: str = "",
) -> Table:
    counts: dict[str, list[int]] = {}
    for one in reviews:
        for key in keys(one):
            row = counts.setdefault(key if key in labels else "", [0, 0, 0])
            for index, number in enumerate((1, one.people or 0, one.reports)):
                row[index] += number
    rows = [Row(key, words, tuple(counts.get(key, (0, 0, 0)))) for key, words in labels.items()]
    if "" in counts:
        rows.append(Row("", UNKNOWN, tuple(counts[""]), Kind.NOT_STATED))
    rows.append(Row("", "All", tuple(_sums(reviews)), Kind.TOTAL))
    silent = sum(one.people is None for one in reviews)
    notes = [note] if note else []
    if silent:
        notes.append(f"How many people it is about is not known of {_reviews(silent)}: they count as none.")
    name, title, first = called
    return Table(
        name=name,
        title=title,
        unit="reviews",
        first=first,
        columns=_COUNTS,
        rows=tuple(rows),
        several=bool(note),
        notes=tuple(notes),
    )


def _sums(reviews: Sequence[StudyReview]) -> list[int]:
    return [len(reviews), sum(one.people or 0 for one in reviews), sum(one.reports for one in reviews)]


# ---------------------------------------------------------------- what people coded


def people_values(name: str, review: StudyReview) -> list[str | None]:
    """A value for each person whom a review is about; None where the field is not coded of them.

    Nobody knows how many people an uncoded review is about: it stands for those whom the name of the case
    tells of, else for one.
    """
    said = dict(review.coded(name).values)
    number = max(review.people or 1, max(said, default=0))
    return [said.get(person) for person in range(1, number + 1)]


def review_values(name: str, review: StudyReview) -> list[str | None]:
    """The values of a review, each once; a single None where the field is not coded."""
    return list(dict.fromkeys(value for _person, value in review.coded(name).values)) or [None]


def of_people(field: CodingField, reviews: Sequence[StudyReview]) -> Table:
    """People by a field that is coded of each person."""
    return _coded_table(field, "people", [(one, people_values(field.name, one)) for one in reviews])


def of_reviews(field: CodingField, reviews: Sequence[StudyReview]) -> Table:
    """Reviews by a field that is coded of the review."""
    return _coded_table(field, "reviews", [(one, review_values(field.name, one)) for one in reviews])


def _coded_table(
    field: CodingField, unit: str, said: Sequence[tuple[StudyReview, list[str | None]]]
) -> Table:
    counts = Counter(value for _review, values in said for value in values)
    waiting = counts.pop(None, 0)
    suggested = sum(values.count(None) for review, values in said if review.coded(field.name).suggested)
    units = sum(len(values) for _review, values in said) if unit == "people" else len(said)
    rows = [Row(value, words, (counts[value],)) for value, words in field.values.items()]
    rows.append(Row(NOT_STATED, "Not stated", (counts[NOT_STATED],), Kind.NOT_STATED))
    rows.append(Row("", "Not coded yet", (waiting,), Kind.NOT_CODED))
    rows.append(Row("", "All", (units,), Kind.TOTAL))
    return Table(
        name=field.name,
        title=f"{field.words}: {unit}",
        unit=unit,
        first=field.words,
        columns=(unit,),
        rows=tuple(rows),
        confirmed=units - waiting,
        suggested=suggested,
        several=field.several,
        notes=_coded_notes(field, unit, suggested),
    )


def _coded_notes(field: CodingField, unit: str, suggested: int) -> tuple[str, ...]:
    notes = [f"Of those not coded yet, {suggested} have a suggestion that nobody has confirmed."]
    if field.several:
        notes.append("Several may hold of one review, so the rows add up to more than all.")
    if unit == "people":
        notes.append(
            "A review of which nobody is coded stands for the people whom its name tells of, else for one."
        )
    return tuple(notes)


def age_by_sex(reviews: Sequence[StudyReview]) -> Table:
    """People by age and sex, those of whom both are confirmed (not stated included)."""
    age, sex = FIELDS["age_band"], FIELDS["sex"]
    pairs = [
        pair
        for one in reviews
        for pair in zip(people_values("age_band", one), people_values("sex", one), strict=False)
    ]
    return _crossed(
        ("age_by_sex", "Age and sex: people", "Age"), (age.values, sex.values), pairs, unit="people"
    )


def outcome_by_type(reviews: Sequence[StudyReview]) -> Table:
    """People by kind of review and outcome."""
    kinds = {one.review_type for one in reviews}
    pairs: list[tuple[str | None, str | None]] = [
        (one.review_type, value) for one in reviews for value in people_values("outcome", one)
    ]
    return _crossed(
        ("outcome_by_type", "Kind of review and outcome: people", "Kind of review"),
        ({name: words for name, words in TYPE_NAMES.items() if name in kinds}, FIELDS["outcome"].values),
        pairs,
        unit="people",
    )


def _crossed(
    called: tuple[str, str, str],
    frames: tuple[dict[str, str], dict[str, str]],
    pairs: Sequence[tuple[str | None, str | None]],
    *,
    unit: str,
) -> Table:
    """One field against another; of people of whom either is not coded there is one row and no more."""
    down, across = ({**frame, NOT_STATED: "Not stated"} for frame in frames)
    both = Counter(pair for pair in pairs if None not in pair)
    waiting = sum(None in pair for pair in pairs)
    rows = []
    for value, words in down.items():
        cells = tuple(both[value, other] for other in across)
        if value == NOT_STATED and not any(cells):
            continue
        kind = Kind.NOT_STATED if value == NOT_STATED else Kind.VALUE
        rows.append(Row(value, words, (*cells, sum(cells)), kind))
    sums = tuple(sum(row.counts[index] or 0 for row in rows) for index in range(len(across) + 1))
    rows.append(Row("", "All coded", sums, Kind.TOTAL))
    name, title, first = called
    return Table(
        name=name,
        title=title,
        unit=unit,
        first=first,
        columns=(*across.values(), "all"),
        rows=tuple(rows),
        confirmed=len(pairs) - waiting,
        notes=(f"{waiting} of {len(pairs)} people are not coded in both respects, and not in the table.",),
    )


# ---------------------------------------------------------------- times, and the state of coding


def delays(reviews: Sequence[StudyReview]) -> Table:
    """Months from the death or harm to publication, of reviews where both months are known."""
    counts: Counter[str] = Counter()
    known: list[int] = []
    for one in reviews:
        state, months = months_to_publication(one)
        counts[state] += 1
        if months is not None:
            known.append(months)
    rows = [Row(words, words, (counts[words],)) for _end, words in _DELAYS]
    rows += [
        Row(NOT_STATED, "Date of death or harm not stated", (counts[NOT_STATED],), Kind.NOT_STATED),
        Row(
            "no_month",
            "One of the two dates is not known to the month",
            (counts["no_month"],),
            Kind.NOT_STATED,
        ),
        Row("before", "Published before the date that is coded", (counts["before"],), Kind.NOT_STATED),
        Row("", "Date of death or harm not coded yet", (counts[""],), Kind.NOT_CODED),
        Row("", "All", (len(reviews),), Kind.TOTAL),
    ]
    suggested = sum(one.coded("incident_date").suggested for one in reviews)
    return Table(
        name="months_to_publication",
        title="Months from death or harm to publication: reviews",
        unit="reviews",
        first="Months",
        columns=("reviews",),
        rows=tuple(rows),
        confirmed=len(reviews) - counts[""],
        suggested=suggested,
        notes=(
            *_middle(known),
            f"Of those not coded yet, {suggested} have a suggestion that nobody has confirmed.",
        ),
    )


def months_to_publication(review: StudyReview) -> tuple[str, int | None]:
    """Band and months; else why there are none."""
    said = [value for _person, value in review.coded("incident_date").values]
    if not said:
        return "", None
    if said[0] == NOT_STATED:
        return NOT_STATED, None
    dates = (said[0], review.published or "")
    if any(len(value) < 7 for value in dates):
        return "no_month", None
    (from_year, from_month), (to_year, to_month) = ((int(v[:4]), int(v[5:7])) for v in dates)
    months = (to_year - from_year) * 12 + to_month - from_month
    if months < 0:
        return "before", None
    return next(words for end, words in _DELAYS if months < end), months


def _middle(known: Sequence[int]) -> tuple[str, ...]:
    if not known:
        return ()
    if len(known) == 1:
        return (f"Median: {known[0]} months (1 review).",)
    low, middle, high = quantiles(known, n=4, method="inclusive")
    return (f"Median: {middle:g} months; half lie between {low:g} and {high:g} ({_reviews(len(known))}).",)


def progress(reviews: Sequence[StudyReview]) -> Table:
    """How far the coding has come, field by field: both counts."""
    rows = []
    for name, field in FIELDS.items():
        coded = [one.coded(name) for one in reviews]
        confirmed = sum(bool(one.values) for one in coded)
        silent = sum(any(value == NOT_STATED for _person, value in one.values) for one in coded)
        suggested = sum(one.suggested for one in coded)
        rest = len(coded) - confirmed - suggested
        rows.append(Row(name, field.words, (confirmed, silent, suggested, rest)))
    return Table(
        name="coding",
        title="How far the coding has come: reviews",
        unit="reviews",
        first="Field",
        columns=("confirmed", "of these not stated", "suggested only", "neither"),
        rows=tuple(rows),
        notes=("Only what is confirmed is counted as a value in any other table.",),
    )


def _reviews(number: int) -> str:
    return "1 review" if number == 1 else f"{number} reviews"
