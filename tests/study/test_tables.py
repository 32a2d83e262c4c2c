"""Tables of a study: only what was confirmed is a value, and everybody is in the table once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.coding.frame import FIELDS, NOT_STATED
from harvester.study.suppress import suppressed
from harvester.study.tables import (
    age_by_sex,
    all_tables,
    by_body,
    by_region,
    by_year,
    delays,
    months_to_publication,
    of_people,
    of_reviews,
    progress,
)
from harvester.study.values import Coded, Kind, Row, StudyReview, Table
from harvester.study.written import csv_of, markdown_of, rows_of, shares


def review(number: int = 1, **more: Any) -> StudyReview:
    codings = {
        name: said if isinstance(said, Coded) else Coded(values=tuple(said))
        for name, said in more.pop("codings", {}).items()
    }
    given_: dict[str, Any] = {
        "id": f"r{number}",
        "title": "A review",
        "case_name": None,
        "nation": "england",
        "review_type": "scr",
        "year": 2019,
        "published": "2019-05-01",
        "bodies": ("Northmoor",),
        "regions": ("North East",),
        "reports": 1,
        "documents": 2,
        "codings": codings,
    }
    return StudyReview(**(given_ | more))


def counts(table: Table) -> dict[str, int | None]:
    return {row.value or row.kind.value: row.counts[0] for row in table.rows}


SUGGESTED = Coded(suggested=True)


def test_a_suggestion_is_never_a_value() -> None:
    table = of_people(FIELDS["age_band"], [review(codings={"age_band": SUGGESTED}), review(2)])
    found = counts(table)
    assert sum(found[value] or 0 for value in FIELDS["age_band"].values) == 0
    assert found["not_coded"] == 2
    assert (table.confirmed, table.suggested) == (0, 1)


def test_not_stated_is_told_from_not_coded() -> None:
    reviews = [
        review(1, codings={"sex": [(1, NOT_STATED)]}),
        review(2),
        review(3, codings={"sex": [(1, "male")]}),
    ]
    found = counts(of_people(FIELDS["sex"], reviews))
    assert (found["male"], found[NOT_STATED], found["not_coded"], found["total"]) == (1, 1, 1, 3)


def test_people_are_counted_apart_from_reviews() -> None:
    two = review(1, codings={"age_band": [(1, "under_1"), (2, "1_to_5")], "sex": [(2, "male")]})
    three = review(2, named=3, case_name="Children A, B and C")
    assert (two.people, three.people, review(3).people) == (2, 3, None)
    found = counts(of_people(FIELDS["sex"], [two, three, review(3)]))
    assert (found["male"], found["not_coded"], found["total"]) == (1, 5, 6)
    (year, total) = by_year([two, three, review(3)]).rows
    assert year.counts == total.counts == (3, 5, 3)


def test_what_was_coded_outweighs_the_name_of_the_case() -> None:
    assert review(named=3, codings={"sex": [(1, "male"), (2, "female")]}).people == 2


def test_several_values_of_one_review_count_each_and_the_review_once() -> None:
    table = of_reviews(
        FIELDS["theme"], [review(codings={"theme": [(1, "supervision"), (1, "thresholds")]}), review(2)]
    )
    found = counts(table)
    assert (found["supervision"], found["thresholds"], found["not_coded"], found["total"]) == (1, 1, 1, 2)
    assert shares(table) is not None
    assert shares(table)["supervision"] == 100.0


def test_joint_reviews_count_under_each_publisher_and_once_in_all() -> None:
    table = by_body([review(bodies=("Northmoor", "Eastvale"))])
    assert [(row.label, row.counts[0]) for row in table.rows] == [
        ("Eastvale", 1),
        ("Northmoor", 1),
        ("All", 1),
    ]


def test_regions_are_of_england_only() -> None:
    table = by_region([review(), review(2, nation="wales", regions=()), review(3, regions=())])
    assert [(row.label, row.counts[0]) for row in table.rows] == [
        ("North East", 1),
        ("Not known", 1),
        ("All", 2),
    ]


def test_years_have_no_gap() -> None:
    table = by_year([review(year=2015), review(2, year=2018), review(3, year=None)])
    labels = [row.label for row in table.rows]
    assert labels == ["2015", "2016", "2017", "2018", "Not known", "All"]


@pytest.mark.parametrize(
    ("incident", "published", "band", "months"),
    [
        ("2018-05-30", "2019-05-01", "12 to 17 months", 12),
        ("2018-06", "2019-05-01", "6 to 11 months", 11),
        ("2019-05", "2019-05-01", "Under 6 months", 0),
        ("2012-01", "2019-05", "36 months or more", 88),
        ("2018", "2019-05-01", "no_month", None),
        ("2018-05", "2019", "no_month", None),
        ("2018-05", None, "no_month", None),
        ("2020-05", "2019-05-01", "before", None),
        (NOT_STATED, "2019-05-01", NOT_STATED, None),
    ],
)
def test_months_to_publication(incident: str, published: str | None, band: str, months: int | None) -> None:
    one = review(published=published, codings={"incident_date": [(1, incident)]})
    assert months_to_publication(one) == (band, months)
    assert sum(row.counts[0] or 0 for row in delays([one]).rows if row.kind is not Kind.TOTAL) == 1


def test_the_median_is_of_reviews_where_both_months_are_known() -> None:
    reviews = [review(n, codings={"incident_date": [(1, f"201{n}-05")]}) for n in (5, 6, 8)]
    assert delays(reviews).notes[0].startswith("Median: 36 months")


def test_both_counts_of_every_field() -> None:
    reviews = [review(1, codings={"sex": [(1, "male")]}), review(2, codings={"sex": SUGGESTED}), review(3)]
    row = next(row for row in progress(reviews).rows if row.value == "sex")
    assert row.counts == (1, 0, 1, 1)


people = st.lists(st.sampled_from([None, *FIELDS["sex"].values, NOT_STATED]), max_size=3)


@given(st.lists(st.tuples(people, people, st.sampled_from([None, 1, 2, 4])), max_size=12))
def test_every_table_adds_up(rows: list[tuple[list[str | None], list[str | None], int | None]]) -> None:
    ages = dict(
        zip(
            [*FIELDS["sex"].values, NOT_STATED], ["under_1", "1_to_5", "90_and_over", NOT_STATED], strict=True
        )
    )
    reviews = []
    for number, (sexes, others, named) in enumerate(rows):
        said = {
            "sex": [(n, value) for n, value in enumerate(sexes, 1) if value],
            "age_band": [(n, ages[value]) for n, value in enumerate(others, 1) if value],
        }
        reviews.append(review(number, named=named, codings=said))
    for table in all_tables(reviews):
        totals = table.of_kind(Kind.TOTAL)
        if not totals or table.several:
            continue
        parts = [row for row in table.rows if row.kind is not Kind.TOTAL]
        for index, total in enumerate(totals[0].counts):
            assert sum(row.counts[index] or 0 for row in parts) == total, table.name
    crossed = age_by_sex(reviews)
    assert all(sum(n or 0 for n in row.counts[:-1]) == row.counts[-1] for row in crossed.rows)


# ---------------------------------------------------------------- small numbers


def table_of(*counts_: int, several: bool = False) -> Table:
    rows = [Row(str(n), str(n), (count,)) for n, count in enumerate(counts_)]
    rows.append(Row("", "All", (sum(counts_),), Kind.TOTAL))
    return Table(name="t", title="T", unit="people", first="x", columns=("people",), rows=tuple(rows),
                 confirmed=sum(counts_), several=several, notes=("3 of them are new.",))  # fmt: skip


def test_small_numbers_are_withheld_and_what_gives_them_away() -> None:
    found = [row.counts[0] for row in suppressed(table_of(3, 20, 7, 0), 5).rows]
    assert found == [None, 20, None, 0, 30]
    assert [row.counts[0] for row in suppressed(table_of(3, 4, 20), 5).rows] == [None, None, 20, 27]
    assert [row.counts[0] for row in suppressed(table_of(3, 20, several=True), 5).rows] == [None, 20, 23]
    assert suppressed(table_of(3, 20), 0) == table_of(3, 20)
    assert "3 of them" not in " ".join(suppressed(table_of(3, 20), 5).notes)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8), st.integers(2, 6))
def test_no_withheld_number_can_be_worked_out_from_the_total(numbers: list[int], least: int) -> None:
    table = suppressed(table_of(*numbers), least)
    shown = [row.counts[0] for row in table.rows[:-1]]
    hidden = [number for number, count in zip(numbers, shown, strict=True) if count is None]
    assert all(count is None or count == 0 or count >= least for count in shown)
    others = [number for number in numbers if number]
    assert len(hidden) != 1 or len(others) == 1


# ---------------------------------------------------------------- as written


def test_csv_says_what_each_row_is_and_takes_no_formula() -> None:
    table = by_body([review(bodies=("=HYPERLINK(1)",))])
    text = b"".join(csv_of(table)).decode()
    assert text.splitlines()[0] == "kind,value,label,reviews,people,reports"
    assert text.splitlines()[1] == "value,'=HYPERLINK(1),'=HYPERLINK(1),1,0,1"
    withheld = b"".join(csv_of(suppressed(table_of(3, 20, 7), 5))).decode()
    assert "value,0,0,withheld\r\n" in withheld


def test_markdown_lets_no_name_out_of_its_cell() -> None:
    page = markdown_of(by_body([review(bodies=("A | <b>B</b>\n[c](d)",))]))
    row = next(line for line in page.splitlines() if "B" in line)
    assert row == r"| A \| \<b\>B\</b\> \[c\](d) | 1 | 0 | 1 |"


def test_per_cents_are_of_what_is_stated() -> None:
    reviews = [review(n, codings={"sex": [(1, "male")]}) for n in range(3)]
    reviews += [
        review(3, codings={"sex": [(1, "female")]}),
        review(4, codings={"sex": [(1, NOT_STATED)]}),
        review(5),
    ]
    found = {row["value"]: row["percent_of_stated"] for row in rows_of(of_people(FIELDS["sex"], reviews))}
    assert (found["male"], found["female"], found[NOT_STATED]) == (75.0, 25.0, None)
