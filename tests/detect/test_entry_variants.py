# ruff: noqa: E501 - one line of a page is one line here
"""More ways in which national lists are written: one test each, in invented words."""

from __future__ import annotations

from harvester.detect.entries import read_entries
from harvester.records import ListEntry

URL = "https://lists.example.org/library"
FELL = "Fellgate Safeguarding Adults Board"
ELM = "Elmhurst Safeguarding Adults Partnership Board"


def entries(body: str, url: str = URL) -> tuple[ListEntry, ...]:
    return read_entries(f"<html><body><main>{body}</main></body></html>".encode(), url, "library")


def told(found: tuple[ListEntry, ...]) -> list[tuple[str | None, str | None, int | None, int]]:
    """Case, publisher, year, and how many papers."""
    return [(e.case_name, e.publisher_text, e.year, bool(e.url) + len(e.more)) for e in found]


def test_a_table_with_a_row_for_each_board_as_a_caption() -> None:
    found = entries(
        f"<h1>SARs</h1><table><tr><th>Name</th><th>Date of publication</th><th>Papers</th></tr><tr><td colspan='3'>{FELL}</td></tr>"
        "<tr><td>Adult K</td><td>12/05/2022</td><td><a href='/k.pdf'>Report</a> <a href='/k-b.pdf'>Briefing</a></td></tr>"
        f"<tr><td colspan='3'>{ELM}</td></tr><tr><td>Violet</td><td>June 2023</td><td>Not published</td></tr></table>"
    )
    assert told(found) == [("Adult K", FELL, 2022, 2), ("Violet", ELM, 2023, 0)]


def test_cards_with_a_time_and_a_line_for_the_board() -> None:
    card = "<div class='card'><h3><a href='/sar/{0}'>{1}</a></h3><time datetime='2022-05-04'>4 May 2022</time><p>{2}</p><p>What was learned of {1}.</p></div>"
    found = entries(
        "<h1>Safeguarding Adults Reviews</h1>"
        + card.format("k", "SAR Adult K", FELL)
        + card.format("v", "SAR Violet", ELM)
    )
    assert told(found) == [("Adult K", FELL, 2022, 0), ("Violet", ELM, 2022, 0)]
    assert [e.page_url[-6:] for e in found] == ["/sar/k", "/sar/v"]


def test_definition_lists_of_boards_and_their_reviews() -> None:
    found = entries(
        f"<h1>SAR register</h1><dl><dt>{FELL}</dt><dd><a href='/k.pdf'>SAR Adult K</a> (May 2022)</dd><dd><a href='/l.pdf'>SAR Adult L</a> (June 2021)</dd>"
        f"<dt>{ELM}</dt><dd><a href='/v.pdf'>SAR Violet</a> (July 2020)</dd></dl>"
    )
    assert told(found) == [("Adult K", FELL, 2022, 1), ("Adult L", FELL, 2021, 1), ("Violet", ELM, 2020, 1)]


def test_bold_boards_in_a_running_page() -> None:
    found = entries(
        f"<h1>Reviews sent to us</h1><p><strong>{FELL}</strong></p><p>Safeguarding Adults Review: Adult K<br><a href='/k.pdf'>Read the report</a><br><a href='/k-e.pdf'>Easy read version</a></p>"
        f"<p><strong>{ELM}</strong></p><p>Safeguarding Adults Review: Violet<br>Please ask the board for a copy.</p>"
    )
    assert [(e.case_name, e.publisher_text, bool(e.url) + len(e.more)) for e in found] == [
        ("Adult K", FELL, 2),
        ("Violet", ELM, 0),
    ]


def test_months_as_headings_over_lines_with_the_area_first() -> None:
    found = entries(
        "<h1>Serious case reviews</h1><h2>May 2013</h2><ul><li><a href='/a.pdf'>Norfolk – Child AB</a></li><li><a href='/z.pdf'>Kent – Child Z</a></li></ul>"
        "<h2>April 2013</h2><ul><li><a href='/m.pdf'>An LSCB that is not named – Child M</a></li></ul>"
    )
    assert told(found) == [
        ("Child AB", "Norfolk", 2013, 1),
        ("Child Z", "Kent", 2013, 1),
        ("Child M", None, 2013, 1),
    ]
    assert [e.published for e in found] == ["2013-05", "2013-05", "2013-04"]
    assert found[2].anonymous


def test_the_board_as_a_line_with_a_label_above_the_links() -> None:
    item = "<li><p><a href='{0}.pdf'>{1}</a></p><p>Board: {2}</p><p>Published: {3}</p></li>"
    found = entries(
        "<h1>Learning from SARs</h1><ul>"
        + item.format("k", "SAR Adult K", FELL, "May 2022")
        + item.format("v", "SAR Violet", ELM, "June 2023")
        + "</ul>"
    )
    assert told(found) == [("Adult K", FELL, 2022, 1), ("Violet", ELM, 2023, 1)]


def test_papers_as_a_list_below_each_name() -> None:
    paper = "<li><a href='/{0}-{1}.pdf'>{2}</a></li>"
    papers = "".join(
        paper.format("{0}", n, words)
        for n, words in enumerate(["Overview report", "Executive summary", "Action plan", "Board's response"])
    )
    found = entries(
        f"<h1>DHRs</h1><h2>Fellgate Community Safety Partnership</h2><h3>Ione (2019)</h3><ul>{papers.format('i')}</ul><h3>Rosalind (2020)</h3><ul>{papers.format('r')}</ul>"
    )
    assert told(found) == [
        ("Ione", "Fellgate Community Safety Partnership", 2019, 4),
        ("Rosalind", "Fellgate Community Safety Partnership", 2020, 4),
    ]


def test_a_page_of_one_board_in_a_library() -> None:
    found = entries(
        f"<p><a href='/library'>All boards</a></p><h1>{FELL}</h1><p>Reviews of this board:</p><ul><li>March 2021: <a href='/k.pdf'>Adult K</a></li><li>April 2020: <a href='/v.pdf'>Violet</a> and <a href='/v-b.pdf'>briefing</a></li></ul>",
        "https://lists.example.org/library/fellgate",
    )
    assert told(found) == [("Adult K", FELL, 2021, 1), ("Violet", FELL, 2020, 2)]


def test_twins_in_another_language_are_papers_of_one_entry() -> None:
    found = entries(
        f"<h1>SARs</h1><h2>{FELL}</h2><p>May 2022</p><p>Adult K: what was learned.</p><p><a href='/k.pdf'>Adult K – Report</a></p><p><a href='/k-cy.pdf'>Adult K – Report (Welsh)</a></p>"
    )
    assert told(found) == [("Adult K", FELL, 2022, 2)]


def test_a_recording_and_a_news_item_are_no_entries() -> None:
    found = entries(
        f"<h1>SARs</h1><h2>{FELL}</h2><p><a href='/k.pdf'>SAR Adult K</a></p><p><a href='https://video.example.org/1'>Adult K – recording of the talk</a></p><p><a href='/news/1'>Adult Z review begins</a></p>"
    )
    assert told(found) == [("Adult K", FELL, None, 1)]


def test_numbers_of_a_register_without_names() -> None:
    found = entries(
        f"<h1>Register of safeguarding adults reviews</h1><h2>{FELL}</h2><ul><li><a href='/1.pdf'>SAR 1/2021</a></li><li>SAR 2/2021 – withheld at the request of the family</li></ul>"
    )
    assert [(e.title[:10], e.publisher_text, bool(e.url)) for e in found] == [
        ("SAR 1/2021", FELL, True),
        ("SAR 2/2021", FELL, False),
    ]


def test_titles_with_the_area_and_the_date_in_brackets() -> None:
    found = entries(
        "<h1>Published case reviews</h1><h3>Child W (Elmhurst, September 2016)</h3><p>Neglect of a boy.</p><p><a href='/w.pdf'>Download</a></p><h3>Nadira (Norfolk, May 2015)</h3><p>Death of a girl.</p><p><a href='/n.pdf'>Download</a></p>"
    )
    assert [(e.case_name, e.publisher_text, e.year) for e in found][1:] == [("Nadira", "Norfolk", 2015)]
    assert (found[0].case_name, found[0].year) == ("Child W", 2016)


def test_tables_in_tabs_without_a_header() -> None:
    found = entries(
        f"<h1>Library of SARs</h1><ul role='tablist'><li><a href='#t1' data-toggle='tab'>{FELL}</a></li></ul><div id='t1'><h4>{FELL}</h4><table><tr><td>2021</td><td>Mr Dunne</td><td><a href='/d.pdf'>Report</a></td><td><a href='/d-a.pdf'>Action plan</a></td></tr><tr><td>2019</td><td>Ottilie</td><td>Not online</td><td></td></tr></table></div>"
    )
    assert told(found)[0] == ("Mr Dunne", FELL, 2021, 2)


def test_paragraph_entries_with_bold_name_inline() -> None:
    found = entries(
        f"<h1>SAR library</h1><h2>{FELL}</h2><p><strong>Ottilie</strong> (June 2021). She lived alone and was known to services. <a href='/o.pdf'>Report</a> and <a href='/o-b.pdf'>briefing</a>.</p><p><strong>Adult R</strong> (May 2020). He slept outdoors. <a href='/r.pdf'>Report</a>.</p>"
    )
    assert told(found) == [("Ottilie", FELL, 2021, 2), ("Adult R", FELL, 2020, 1)]


def test_area_headings_a_to_z() -> None:
    found = entries(
        "<h1>Domestic homicide reviews A to Z</h1><h2>K</h2><h3>Kent</h3><ul><li><a href='/1.pdf'>DHR Ione - Overview Report</a></li><li><a href='/2.pdf'>DHR Ione - Executive Summary</a></li></ul><h2>N</h2><h3>Norfolk</h3><ul><li><a href='/3.pdf'>DHR 12 - Overview Report</a></li></ul>"
    )
    assert told(found) == [("Ione", "Kent", None, 2), ("DHR 12", "Norfolk", None, 1)]


def test_words_of_where_a_review_stands() -> None:
    found = entries(
        f"<h1>SARs</h1><h2>{FELL}</h2><ul><li><a href='/a.pdf'>SAR Adult A</a> – published 2 May 2019</li><li>SAR Adult B – commissioned, in progress</li><li>SAR Adult C – summary only, see <a href='/news'>news</a></li></ul>"
    )
    assert told(found)[0] == ("Adult A", FELL, 2019, 1)


def test_anonymous_column() -> None:
    found = entries(
        "<table><tr><th>Date</th><th>Board</th><th>Case</th><th>Copy</th></tr><tr><td>May 2014</td><td>Not named</td><td>Child Q</td><td><a href='/q.pdf'>View</a></td></tr><tr><td>May 2013</td><td>Published on behalf of an unnamed board</td><td>Tabitha</td><td>None held</td></tr></table>"
    )
    assert [(e.case_name, e.publisher_text, e.anonymous, e.year) for e in found] == [
        ("Child Q", None, True, 2014),
        ("Tabitha", None, True, 2013),
    ]


def test_summary_line_says_who_published() -> None:
    found = entries(
        "<h1>Case reviews 2016</h1><h4>2016 - Anonymous - Tabitha</h4><p>Death of a girl. This report is published on behalf of an unidentified LSCB.</p><h4>2016 - Elmhurst - Child W</h4><p>Neglect. Published by Elmhurst LSCB.</p>"
    )
    assert [(e.anonymous, e.publisher_text) for e in found] == [(True, None), (False, "Elmhurst")]


def test_panels_by_their_class_with_bold_years() -> None:
    found = entries(
        f"<h1>SARs by board</h1><div class='accordion-item'><div class='accordion-title'>{FELL}</div><div class='accordion-content'><ul><li><strong>2022</strong></li><li><a href='/o.pdf'>Ottilie SAR report</a></li><li><a href='/o2.pdf'>Ottilie SAR one page briefing</a></li><li><strong>2020</strong></li><li><a href='/g.pdf'>Gwen SAR report</a></li></ul></div></div>"
    )
    assert told(found) == [("Ottilie", FELL, 2022, 2), ("Gwen", FELL, 2020, 1)]
