# ruff: noqa: E501 - one line of a page is one line here
"""Records of single reviews, cards without names, tables with a column of papers: what is an entry, and what not."""

from __future__ import annotations

import pytest

from harvester.detect.entries import read_entries
from harvester.detect.entry_titles import names_only_a_body, take_apart
from harvester.detect.pages import parse_page
from harvester.normalise.list_publishers import registry_names
from harvester.records import ListEntry
from harvester.vocabulary import ReviewType

URL = "https://lists.example.org/reviews"


def entries(body: str, url: str = URL) -> tuple[ListEntry, ...]:
    return read_entries(f"<html><body><main>{body}</main></body></html>".encode(), url, "library")


RECORD = (
    "<a href='/reviews?page=3'>Back to results</a><h1>Safer Elmhurst Partnership – Rosalind</h1><dl>"
    "<dt>Community safety partnership</dt><dd>Safer Elmhurst Partnership</dd><dt>Police force area</dt><dd>Northfold Police</dd>"
    "<dt>Date of homicide</dt><dd>March 2017</dd><dt>Date report published</dt><dd>9 May 2021</dd>"
    "<dt>Age of victim</dt><dd>35 to 44</dd></dl><h2>Report</h2>{links}<h2>Summary</h2><p>What was learned of the case.</p>"
)


def test_a_record_page_is_one_entry_with_all_its_papers() -> None:
    links = (
        "<ul><li><a href='/download/81' download>Download report (PDF)</a> <span>Rosalind_Report.pdf</span></li>"
        "<li><a href='/download/81/2' download>Download executive summary (PDF)</a> <span>Rosalind_Summary.pdf</span></li></ul>"
    )
    (one,) = entries(RECORD.format(links=links), "https://lists.example.org/record/81")
    assert (one.title, one.publisher_text, one.case_name) == (
        "Safer Elmhurst Partnership – Rosalind",
        "Safer Elmhurst Partnership",
        "Rosalind",
    )
    assert (one.published, one.year) == ("2021-05-09", 2021)
    assert (one.url, one.more) == (
        "https://lists.example.org/download/81",
        ("https://lists.example.org/download/81/2",),
    )
    assert "Northfold" not in one.summary
    assert "35 to 44" not in one.summary


def test_a_record_without_its_report_is_an_entry_too() -> None:
    (one,) = entries(
        RECORD.format(links="<p>The report was taken down.</p>"), "https://lists.example.org/record/81"
    )
    assert (one.title, one.published, one.url) == (
        "Safer Elmhurst Partnership – Rosalind",
        "2021-05-09",
        None,
    )


def test_a_record_of_labels_and_values_in_a_table() -> None:
    (one,) = entries(
        "<h1>Domestic Homicide Review: Adult K</h1><table><tr><th>Partnership</th><td>Fellgate Community Safety Partnership</td></tr>"
        "<tr><th>Date of death</th><td>June 2018</td></tr><tr><th>Date published</th><td>1 July 2020</td></tr></table>"
        "<p><a href='/files/k.pdf'>Read it</a></p>"
    )
    assert (one.publisher_text, one.case_name, one.published) == (
        "Fellgate Community Safety Partnership",
        "Adult K",
        "2020-07-01",
    )


def test_a_result_stands_for_the_record_that_its_title_leads_to() -> None:
    found = entries(
        "<h1>Search the library</h1><form><label>Board <select><option>All</option><option>Fellgate</option></select></label></form><ol>"
        "<li><h2><a href='/record/5'>Domestic Homicide Review: Adult C</a></h2><p>Fellgate Community Safety Partnership | Northfold Police</p>"
        "<p>Date of homicide: May 2016 | Published: 3 April 2019</p></li>"
        "<li><h2><a href='/record/6'>Safer Elmhurst Partnership: Ione</a></h2><p>Safer Elmhurst Partnership | Northfold Police</p>"
        "<p>Date of homicide: June 2016 | Published: 4 April 2019</p></li></ol>"
    )
    assert [(e.page_url, e.publisher_text, e.case_name, e.published) for e in found] == [
        (
            "https://lists.example.org/record/5",
            "Fellgate Community Safety Partnership",
            "Adult C",
            "2019-04-03",
        ),
        ("https://lists.example.org/record/6", "Safer Elmhurst Partnership", "Ione", "2019-04-04"),
    ]


def test_cards_that_only_name_the_partnership_have_no_case() -> None:
    card = "<div><h2>{0}</h2><dl><dt>Region</dt><dd>North</dd><dt>Date of upload</dt><dd>3 May 2024</dd><dt>Date of death</dt><dd>1 June 2019</dd><dt>Relationship</dt><dd>Familial</dd></dl><p><a href='/view/{1}'>View</a> <a href='/download/{1}'>Download</a></p></div>"
    names = ["Safer Elmhurst", "Fellgate Public Services Board", "Fellgate Public Services Board"]
    found = entries(
        "<h1>Search for a domestic homicide review</h1>"
        + "".join(card.format(n, i) for i, n in enumerate(names))
    )
    assert [(e.title, e.publisher_text, e.case_name, e.published, e.year) for e in found] == [
        (name, name, None, None, 2024) for name in names
    ]
    assert [e.url for e in found] == [f"https://lists.example.org/download/{i}" for i in range(3)]


def test_a_column_of_papers_holds_no_titles_where_another_does() -> None:
    found = entries(
        "<h1>Library</h1><table><tr><th>Board</th><th>Title of review</th><th>Date published</th><th>Themes</th><th>Report</th></tr>"
        "<tr><td>Fellgate Safeguarding Adults Board</td><td>SAR Ottilie</td><td>May 2022</td><td>hoarding, diet</td><td><a href='/o.pdf'>Report</a> <a href='/o-brief.pdf'>Learning brief</a></td></tr>"
        "<tr><td>Elmhurst Safeguarding Adults Board</td><td>SAR: Adult Y</td><td>June 2016</td><td>diet, falls</td><td>Kept at the office</td></tr></table>"
    )
    assert [(e.title, e.publisher_text, e.case_name, e.published, e.url) for e in found] == [
        (
            "SAR Ottilie",
            "Fellgate Safeguarding Adults Board",
            "Ottilie",
            "2022-05",
            "https://lists.example.org/o.pdf",
        ),
        ("SAR: Adult Y", "Elmhurst Safeguarding Adults Board", "Adult Y", "2016-06", None),
    ]
    assert found[0].more == ("https://lists.example.org/o-brief.pdf",)
    assert {e.review_type for e in found} == {ReviewType.SAR}


@pytest.mark.parametrize(
    ("title", "publisher", "anonymous", "rest"),
    [
        ("Learning Review: Child W – Fellgate Child Protection Committee", "Fellgate Child Protection Committee", False, "Learning Review - Child W"),
        ("Learning Review – Child W – Anonymous", None, True, "Learning Review - Child W"),
        ("Safer Elmhurst: DHR 3", "Safer Elmhurst", False, "DHR 3"),
        ("Safer sleep: what parents say", None, False, "Safer sleep: what parents say"),
    ],
)  # fmt: skip
def test_titles_taken_apart(title: str, publisher: str | None, anonymous: bool, rest: str) -> None:
    told = take_apart(title, registry_names())
    assert (told.publisher, told.anonymous, told.rest) == (publisher, anonymous, rest)


@pytest.mark.parametrize(
    "title",
    [
        "Complaints procedure", "Corporate plan 2021-24", "Eform for notifying a review", "SAR library cover sheet",
        "SAR decision making tool", "Learning reviews: national overview report", "Placements: a report", "Statistical bulletin",
    ],
)  # fmt: skip
def test_what_a_publisher_also_offers_is_no_entry(title: str) -> None:
    assert (
        entries(f"<h2>{title}</h2><p>Text.</p><p><a href='/images/1.pdf'>Download {title}</a> (PDF)</p>")
        == ()
    )


@pytest.mark.parametrize(
    ("name", "body"),
    [("Safer Elmhurst", True), ("Safer Elmhurst Partnership", True), ("Elmhurst and Fell Community Safety Partnership", True), ("Elmhurst Together", True), ("Safer Recruitment", False), ("Safer Families", False), ("Stronger Together", False), ("Child W", False), ("Rosalind", False)],
)  # fmt: skip
def test_names_of_bodies(name: str, body: bool) -> None:
    assert names_only_a_body(name) is body


def test_a_record_dates_its_links_by_when_it_was_published_and_never_by_the_death() -> None:
    for label, dated in (
        ("Date report published", True),
        ("Date of homicide", False),
        ("Date of death", False),
    ):
        page = parse_page(
            f"<h1>Safer Elmhurst</h1><dl><dt>{label}</dt><dd>9 May 2021</dd></dl><p><a href='/download/81'>Download</a></p>".encode(),
            URL,
        )
        assert ("2021" in page.links[0].dated) is dated


def test_the_first_publication_is_read_from_the_head() -> None:
    head = "<head><meta name='govuk:first-published-at' content='2019-03-04T09:30:00+00:00'></head>"
    assert parse_page(f"<html>{head}<body><h1>A</h1></body></html>".encode(), URL).published == "2019-03-04"


def test_a_list_below_fields_of_its_own_is_no_record() -> None:
    card = "<h2>Domestic Homicide Review: {0}</h2><p>Partnership: Fellgate Community Safety Partnership</p><p>Date of death: May 2018</p>"
    found = entries(
        "<h1>Domestic homicides</h1><p>Organisation: The Charity</p><p>Date published: 2 May 2020</p>"
        + "".join(card.format(name) for name in ("Adult Q", "Ione", "Adult V"))
    )
    assert [e.case_name for e in found] == ["Adult Q", "Ione", "Adult V"]
