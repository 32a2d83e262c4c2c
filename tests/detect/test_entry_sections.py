# ruff: noqa: E501 - one line of a page is one line here
"""Entries below headings of bodies and lines of dates: whose, of when, and which papers are one entry."""

from __future__ import annotations

import pytest

from harvester.detect.entries import read_entries
from harvester.normalise.list_publishers import is_anonymous
from harvester.records import ListEntry
from harvester.vocabulary import ReviewType

URL = "https://lists.example.org/library"
FELL = "Fellgate Safeguarding Adults Board"
ELM = "Elmhurst Safeguarding Adults Partnership Board"


def entries(body: str, url: str = URL) -> tuple[ListEntry, ...]:
    return read_entries(f"<html><body><main>{body}</main></body></html>".encode(), url, "library")


def told(found: tuple[ListEntry, ...]) -> list[tuple[str | None, str | None, int | None, int]]:
    """Case, publisher, year, and how many papers."""
    return [(e.case_name, e.publisher_text, e.year, bool(e.url) + len(e.more)) for e in found]


def test_panels_that_a_button_with_the_boards_name_opens() -> None:
    panel = "<div class='panel'><h3><button aria-expanded='false' aria-controls='p{0}'>{1}</button></h3><div id='p{0}'>{2}</div></div>"
    one = (
        "<p><b>June 2021</b></p><p>Ottilie: what we learned about hoarding, diet and falls.</p><p><a href='/o.pdf'>Ottilie – Report</a></p>"
        "<p><a href='/o-b.pdf'>Ottilie – Seven minute briefing</a></p><p><b>March 2017</b></p><p>Adult 7: what we learned about diet.</p><p>Held by the board; not online.</p>"
    )
    two = "<p><b>May 2019</b></p><p>Mill House: what we learned about falls.</p><p><a href='/m.pdf'>Mill House – Report</a> <a href='/m-a.pdf'>Action plan</a></p>"
    found = entries(
        "<h1>SAR library</h1><p>Open a board.</p>" + panel.format(1, FELL, one) + panel.format(2, ELM, two)
    )
    assert told(found) == [
        ("Ottilie", FELL, 2021, 2),
        ("Adult 7", FELL, 2017, 0),
        ("Mill House", ELM, 2019, 2),
    ]
    assert [e.published for e in found] == ["2021-06", "2017-03", "2019-05"]
    assert found[0].url == "https://lists.example.org/o.pdf"


def test_details_whose_summary_counts_the_reviews_of_a_board() -> None:
    found = entries(
        f"<h1>Safeguarding Adults Reviews</h1><details><summary>{FELL} (2)</summary><ul><li><a href='/k.pdf'>SAR Adult K</a>, 4 May 2022</li>"
        f"<li>SAR Adult L (ref FG/2/2020) – not published in full</li></ul></details><details><summary>{ELM} (1)</summary><ul><li><a href='/v.pdf'>SAR Violet (2023)</a></li></ul></details>"
    )
    assert told(found) == [("Adult K", FELL, 2022, 1), ("Adult L", FELL, None, 0), ("Violet", ELM, 2023, 1)]


def test_headings_of_bodies_over_headings_of_reviews() -> None:
    found = entries(
        f"<h1>Reviews by board</h1><h2>{FELL}</h2><h3>Ottilie</h3><p>June 2021</p><p>She lived alone.</p><p><a href='/o.pdf'>Full report</a> | <a href='/o-s.pdf'>Executive summary</a></p>"
        f"<h3>Two Sisters</h3><p>Published 4 July 2020</p><p><a href='/s.pdf'>Full report</a></p><h2>{ELM}</h2><h3>Mr Dunne</h3><p>Added 3 May 2018</p><p><a href='/d.docx'>Full report</a></p>"
        "<h2>About this library</h2><h3>Using Reports</h3><p><a href='/about.pdf'>How the library works</a></p>"
    )
    assert told(found) == [
        ("Ottilie", FELL, 2021, 2),
        ("Two Sisters", FELL, 2020, 1),
        ("Mr Dunne", ELM, 2018, 1),
    ]


def test_a_list_within_a_list_by_area() -> None:
    found = entries(
        "<h1>Serious case reviews</h1><h2>Norfolk</h2><ul><li><a href='/a.pdf'>Child AB, 2014</a></li><li><a href='/b.pdf'>Child AB executive summary</a></li>"
        "<li><a href='/c.pdf'>Child Z overview report</a></li></ul><h2>Kent</h2><ul><li><a href='/d.pdf'>Chester – overview report</a></li></ul>"
    )
    assert [(e.case_name, e.publisher_text, 1 + len(e.more)) for e in found] == [
        ("Child AB", "Norfolk", 2),
        ("Child Z", "Norfolk", 1),
        ("Chester", "Kent", 1),
    ]
    assert found[0].publishers == ("norfolk",)


def test_tables_under_the_name_of_each_board() -> None:
    row = "<tr><td>{0}</td><td>{1}</td><td><a href='/{2}.pdf'>PDF</a></td></tr>"
    found = entries(
        f"<h1>SARs</h1><h2>{FELL}</h2><table><tr><th>Review</th><th>Published</th><th>Download</th></tr>{row.format('Adult K', 'May 2022', 'k')}</table>"
        f"<h2>{ELM}</h2><table><tr><th>Review</th><th>Published</th><th>Download</th></tr>{row.format('Violet', 'June 2023', 'v')}</table>"
    )
    assert told(found) == [("Adult K", FELL, 2022, 1), ("Violet", ELM, 2023, 1)]


def test_the_first_line_of_a_cell_is_the_title_and_the_rest_is_the_summary() -> None:
    cells = (
        "<b>Sacha</b><br>Death of a boy of three. He was known to many.",
        "<p>Child K7</p><p>Injury of a girl.</p>",
        "<strong>Baby N</strong> Injury of a baby. " + "It was asked who had known of it. " * 6,
    )
    rows = "".join(
        f"<tr><td>May 2010</td><td>Fellgate</td><td>{cell}</td><td><a href='/{n}.pdf'>Summary</a></td></tr>"
        for n, cell in enumerate(cells)
    )
    found = entries(
        f"<h1>Case reviews 2010</h1><table><tr><th>Date</th><th>LSCB</th><th>Review</th><th>Report</th></tr>{rows}</table>"
    )
    assert [(e.title, e.case_name) for e in found] == [
        ("Sacha", "Sacha"),
        ("Child K7", "Child K7"),
        ("Baby N", "Baby N"),
    ]
    assert found[0].summary.startswith("Death of a boy")
    assert found[2].summary.startswith("Injury of a baby")


def test_a_cell_without_lines_gives_its_first_sentence() -> None:
    text = "Child P. Death of a girl of two. " + "Her family had moved several times before. " * 5
    (one,) = entries(
        f"<table><tr><th>Published</th><th>Board</th><th>Case</th></tr><tr><td>2012</td><td>Fellgate</td><td>{text}</td></tr></table>"
    )
    assert (one.title, one.case_name) == ("Child P", "Child P")
    assert one.summary.startswith("Death of a girl of two.")


def test_results_that_offer_files_of_their_own_are_entries() -> None:
    result = "<article><h2><a href='/record/{0}'>{1}</a></h2><ul><li>Year of death 2018</li><li>North</li></ul><p>Published 3 May 2021</p><p><a href='/f/{0}.pdf'>Overview report</a> <a href='/f/{0}-s.pdf'>Executive summary</a></p></article>"
    titles = [
        "Safer Fellgate Partnership: Rosalind",
        "Stronger Elmhurst: Adult F",
        "Stronger Elmhurst: Jolyon",
        "Elmhurst Community Safety Partnership: Nerys",
    ]
    found = entries(
        "<h1>Find a review</h1><p>4 results</p>" + "".join(result.format(n, t) for n, t in enumerate(titles))
    )
    assert [(e.title, e.case_name, e.year, len(e.more)) for e in found] == [
        (titles[0], "Rosalind", 2021, 1),
        (titles[1], "Adult F", 2021, 1),
        (titles[2], "Jolyon", 2021, 1),
        (titles[3], "Nerys", 2021, 1),
    ]
    assert [e.page_url for e in found] == [f"https://lists.example.org/record/{n}" for n in range(4)]


def test_the_record_names_the_body_before_its_colon() -> None:
    (one,) = entries(
        "<h1>Stronger Elmhurst: Jolyon</h1><ul><li>Year of death 2018</li></ul><p>Published 3 May 2021</p><table><tr><th>Commissioned by</th><td>Stronger Elmhurst</td></tr>"
        "<tr><th>Date of death</th><td>March 2018</td></tr></table><p><a href='/f/2.pdf'>Download overview</a></p>",
        "https://lists.example.org/record/2",
    )
    assert (one.publisher_text, one.case_name, one.published) == ("Stronger Elmhurst", "Jolyon", "2021-05-03")


@pytest.mark.parametrize(
    "who",
    ["unnamed LSCB", "an unidentified board", "on behalf of an LSCB", "Published on behalf of a safeguarding partnership", "name withheld", "board not identified"],
)  # fmt: skip
def test_a_body_that_is_not_named(who: str) -> None:
    found = entries(
        f"<h1>Case reviews 2013</h1><h4><a href='/t.pdf'>March 2013 - {who} - Tabitha</a></h4><p>Death of a girl.</p><h4>April 2013 - Fellgate - Child C</h4><p>Text.</p>"
    )
    assert [(e.publisher_text, e.anonymous, e.case_name) for e in found] == [
        (None, True, "Tabitha"),
        ("Fellgate", False, "Child C"),
    ]


@pytest.mark.parametrize(
    "name",
    ["Isle of Fell Safeguarding Board", "Norfolk", "Fellgate and Elmhurst LSCB", "A Voice for Tabitha"],
)
def test_names_that_are_named(name: str) -> None:
    assert not is_anonymous(name)


def test_a_heading_that_names_nobody_makes_what_is_below_it_anonymous() -> None:
    found = entries(
        f"<h1>SARs</h1><h2>{FELL}</h2><ul><li><a href='/k.pdf'>SAR Adult K</a></li></ul><h2>Published anonymously</h2><ul><li><a href='/m.pdf'>SAR Adult M</a></li></ul>"
    )
    assert [(e.case_name, e.publisher_text, e.anonymous) for e in found] == [
        ("Adult K", FELL, False),
        ("Adult M", None, True),
    ]


def test_two_reviews_of_one_name_stay_two() -> None:
    found = entries(
        f"<h1>SARs</h1><h2>{FELL}</h2><p>May 2022</p><p><a href='/k1.pdf'>Adult K – Report</a></p><p>May 2016</p><p><a href='/k2.pdf'>Adult K – Report</a></p><p><a href='/k2b.pdf'>Learning briefing</a></p>"
    )
    assert told(found) == [("Adult K", FELL, 2022, 1), ("Adult K", FELL, 2016, 2)]


def test_a_summary_above_the_report_is_the_same_entry_and_the_report_comes_first() -> None:
    (one,) = entries(
        f"<h1>SARs</h1><h2>{FELL}</h2><p><a href='/k-s.pdf'>Adult K – Executive summary</a></p><p><a href='/k.pdf'>Adult K – Overview report</a></p>"
    )
    assert (one.url, one.more) == ("https://lists.example.org/k.pdf", ("https://lists.example.org/k-s.pdf",))


def test_years_within_boards_and_boards_within_years() -> None:
    link = "<p><a href='/{0}.pdf'>SAR {0}</a></p>"
    within = f"<h1>SARs</h1><h2>{FELL}</h2><h3>2022</h3>{link.format('Ottilie')}<h3>2021</h3>{link.format('Violet')}<h2>{ELM}</h2>{link.format('Gwen')}"
    assert told(entries(within)) == [
        ("Ottilie", FELL, 2022, 1),
        ("Violet", FELL, 2021, 1),
        ("Gwen", ELM, None, 1),
    ]
    over = f"<h1>SARs</h1><h2>2022</h2><h3>{FELL}</h3>{link.format('Ottilie')}<h3>{ELM}</h3>{link.format('Violet')}<h2>2021</h2><h3>{ELM}</h3>{link.format('Gwen')}"
    assert told(entries(over)) == [
        ("Ottilie", FELL, 2022, 1),
        ("Violet", ELM, 2022, 1),
        ("Gwen", ELM, 2021, 1),
    ]


def test_dated_lines_without_a_body_below_the_heading_of_one() -> None:
    found = entries(
        f"<h1>SARs</h1><h2>{FELL}</h2><h4>2019 – Adult K – hoarding</h4><p>He lived alone.</p><h4>2018 – Violet – falls</h4><p>She fell.</p>"
    )
    assert told(found) == [("Adult K", FELL, 2019, 0), ("Violet", FELL, 2018, 0)]


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>Boards</h1><h2>{FELL}</h2><p>Ruth chairs the board.</p><p><a href='/terms.pdf'>Terms of reference</a></p><h2>{ELM}</h2><p><a href='/plan.pdf'>Business plan 2022</a></p>",
        f"<h1>About</h1><p>May 2021</p><p>The board met.</p><h3>{FELL}</h3><p>Adult K died in 2019 and a review was held.</p>",
        f"<h1>Contacts</h1><h2>{FELL}</h2><p>Ruth Marsh – business manager</p><p>Telephone</p>",
    ],
)  # fmt: skip
def test_bodies_and_dates_alone_make_no_entries(body: str) -> None:
    assert entries(body) == ()


def test_kinds_come_from_the_heading_too() -> None:
    found = entries(
        f"<h1>Domestic homicide reviews</h1><h3>{FELL}</h3><ul><li><a href='/i.pdf'>Ione</a> (May 2020)</li><li><a href='/r.pdf'>Rosalind</a> (June 2020)</li></ul>"
    )
    assert {e.review_type for e in found} == {ReviewType.DHR}
    assert [(e.case_name, e.year) for e in found] == [("Ione", 2020), ("Rosalind", 2020)]


def test_a_title_that_says_anonymous_is_a_review_and_no_heading_over_others() -> None:
    found = entries(
        "<h1>Reviews</h1><h2>Learning Review: Tabitha – Anonymous</h2><p>Published 3 May 2021</p><p><a href='/t.pdf'>Download</a></p>"
        "<h2>Learning Review: Child W – Elmhurst Child Protection Committee</h2><p>Published 3 May 2021</p><p><a href='/w.pdf'>Download</a></p>"
        "<h2>Anonymous reviews</h2><h3>Learning Review: Child P</h3><p><a href='/p.pdf'>Download</a></p>"
    )
    assert [(e.case_name, e.anonymous) for e in found] == [
        ("Tabitha", True),
        ("Child W", False),
        ("Child P", True),
    ]
