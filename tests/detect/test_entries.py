# ruff: noqa: E501 - one row of a table is one line here
"""Entries of national lists, in the shapes that such lists have."""

from __future__ import annotations

import pytest

from harvester.detect.entries import read_entries
from harvester.detect.entry_fields import is_collective, read_title
from harvester.records import ListEntry
from harvester.vocabulary import ReviewType

URL = "https://lists.example.org/case-reviews/2019/"


def entries(body: str, url: str = URL) -> tuple[ListEntry, ...]:
    html = f"<html><body><nav><a href='/'>Home</a></nav><main>{body}</main></body></html>"
    return read_entries(html.encode(), url, "library")


@pytest.mark.parametrize(
    ("line", "date", "publisher", "anonymous", "name"),
    [
        ("2019 – Anonymous - Katie", "2019", None, True, "Katie"),
        ("December 2014 – Blackpool - Child BR", "2014-12", "Blackpool", False, "Child BR"),
        ("December 2014NSPCC on behalf of unnamed LSCB - Child C", "2014-12", None, True, "Child C"),
        ("2012Ceredigion – Child J", "2012", "Ceredigion", False, "Child J"),
        ("2019 – Stockton-on-Tees – Child N", "2019", "Stockton-on-Tees", False, "Child N"),
        ("2025 - Cambridgeshire and Peterborough - Gabriel", "2025", "Cambridgeshire and Peterborough", False, "Gabriel"),
        ("2018–Norfolk–Case U", "2018", "Norfolk", False, "Case U"),
    ],
)  # fmt: skip
def test_title_lines(line: str, date: str, publisher: str | None, anonymous: bool, name: str) -> None:
    read = read_title(line)
    assert read is not None
    assert (read.date, read.publisher, read.anonymous, read.name) == (date, publisher, anonymous, name)


@pytest.mark.parametrize(
    "line",
    [
        "Case reviews published in 2019",
        "2019 was a year - and much changed.",
        "Last updated: 07 Jun 2019",
        "2014-17 triennial analysis",
        "Learning from 2019 – a summary",
        "2019",
    ],
)
def test_other_lines_are_no_titles(line: str) -> None:
    assert read_title(line) is None


def test_a_year_page_with_one_link_text_for_all() -> None:
    found = entries(
        "<h1>Recently published case reviews</h1><h2>Case reviews published in 2019</h2><p>A list.</p>"
        "<h3>2019 – Anonymous – Child A</h3><p>Death of a boy.</p><p>Keywords: neglect, housing</p>"
        "<p><a href='/media/a.pdf'>Read the overview report</a></p>"
        "<h3>2019 – Anonymous – Child A</h3><p>Injury of a girl.<br>Model: SILP.<br>"
        "<b>Keywords:</b> bruises.<br>&gt; <a href='/media/b.pdf'>Read the overview report</a></p>"
        "<h3>2019 – Norfolk – Case U</h3><p>NC052312</p><p>Learning themes include: the voice of the child; "
        "culture, faith and language; and risk. Recommendations include: write; read.</p>"
        "<h2>Related pages</h2><p>2018 - something else - entirely</p>"
    )
    assert [(e.case_name, e.anonymous, e.url, e.number) for e in found[:3]] == [
        ("Child A", True, "https://lists.example.org/media/a.pdf", None),
        ("Child A", True, "https://lists.example.org/media/b.pdf", None),
        ("Case U", False, None, "NC052312"),
    ]
    assert [e.subjects for e in found[:3]] == [
        ("neglect", "housing"),
        ("bruises",),
        ("the voice of the child", "culture, faith and language", "risk"),
    ]
    assert found[0].summary == "Death of a boy."
    assert found[2].publishers == ("norfolk",)
    assert found[2].published == "2019"


def test_bold_lines_and_keywords_without_a_label() -> None:
    (found,) = entries(
        "<h1>Case reviews published in 2012</h1><p><strong>2012Ceredigion – Child K</strong><br>"
        "Death of a 17-year-old boy.<br>Makes recommendations for guidance.<br>Suicide, self-harm.</p>"
    )
    assert found.case_name == "Child K"
    assert found.subjects == ("Suicide", "self-harm")
    assert found.publishers == ("mid-and-west-wales",)


def card(number: int, partnership: str) -> str:
    return (
        f"<section aria-label='DHR result {number}'><h3>Jane {number} <span>New</span></h3><div>"
        f"<div><p>Community Safety Partnership</p><p>{partnership}</p></div><div><p>Region</p><p>London</p></div>"
        "<div><p>Date uploaded</p><p>12 March 2024</p></div><div><p>Date of death</p><p>May 2019</p></div></div>"
        f"<a href='/view/{number}'>View</a> <a href='/download/{number}-abc'>Download</a></section>"
    )


def test_cards_of_labelled_fields() -> None:
    body = "<h1>Domestic Homicide Review library</h1><h2>Search</h2><p>2 reports</p>"
    found = entries(body + card(1, "Safer Croydon Partnership") + card(2, "Nowhere Partnership"))
    assert [(e.publisher_text, e.publishers, e.year, e.url) for e in found] == [
        ("Safer Croydon Partnership", ("croydon",), 2024, "https://lists.example.org/download/1-abc"),
        ("Nowhere Partnership", (), 2024, "https://lists.example.org/download/2-abc"),
    ]
    assert {e.review_type for e in found} == {ReviewType.DHR}


def test_a_table_of_titles_under_the_button_of_its_year() -> None:
    found = entries(
        "<h1>Search</h1><button class='collapsible'>SARs 2026</button><div><table>"
        "<tr><td>HSAB SAR Edward report.pdf</td><td><a href='./2026/HSAB SAR Edward report.pdf'>Download</a></td></tr>"
        "<tr><td>Camden Hannah</td><td><a href='./2026/x.docx'><img src='d.png'> Download</a></td></tr></table></div>"
        "<button class='collapsible'>SARs 2025</button><div><table>"
        "<tr><td>Mr B SAR Final Report</td><td><a href='./2025/b.pdf'>Download</a></td></tr></table></div>",
        "https://lists.example.org/search.html",
    )
    assert [(e.year, e.publisher_text, e.case_name, e.review_type) for e in found] == [
        (2026, None, "Edward", ReviewType.SAR),
        (2026, "Camden", "Hannah", ReviewType.SAR),
        (2025, None, "Mr B", ReviewType.SAR),
    ]
    assert found[0].url == "https://lists.example.org/2026/HSAB%20SAR%20Edward%20report.pdf"


def test_a_table_with_named_columns_in_any_order() -> None:
    found = entries(
        "<h1>Library</h1><table><thead><tr><th>Date published</th><th>Safeguarding Adults Board</th><th>Name</th>"
        "<th>Type of abuse</th><th>Report</th></tr></thead>"
        "<tr><td>12/03/2021</td><td>Norfolk</td><td>Adult F</td><td>Self-neglect; Neglect</td>"
        "<td><a href='/f.pdf'>PDF</a></td></tr>"
        "<tr><td>2020</td><td>Published anonymously</td><td>Mr G</td><td>Neglect</td><td></td></tr></table>"
    )
    assert [(e.published, e.publishers, e.anonymous, e.case_name, e.subjects, e.url) for e in found] == [
        ("2021-03-12", ("norfolk",), False, "Adult F", ("Self-neglect", "Neglect"), "https://lists.example.org/f.pdf"),
        ("2020", (), True, "Mr G", ("Neglect",), None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "many"),
    [
        ("Annual report 2022 to 2023", True),
        ("Second national analysis of safeguarding adult reviews", True),
        ("Teenagers: learning from case reviews", True),
        ("Triennial analysis of serious case reviews", True),
        ("Learning from the review of Child T", False),
        ("National review into the murders of two children", False),
        ("SAR Edward report.pdf", False),
    ],
)
def test_what_is_of_many_reviews(title: str, many: bool) -> None:
    assert is_collective(title) is many


@pytest.mark.parametrize("body", ["", "<table>" * 200, "<h3>2019 – " * 500, "<a href='x.pdf'>" * 2_000])
def test_odd_markup_breaks_nothing(body: str) -> None:
    assert len(entries(body)) < 3_000
