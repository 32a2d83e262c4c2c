"""Which date stands for which link, in the ways that sites set them out."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import pytest

from harvester.detect.pages import parse_page
from harvester.normalise.links import describe_link
from harvester.vocabulary import Nation, Role

URL = "https://www.northmoorscp.example/case-reviews"


def dates(body: str) -> dict[str, str | None]:
    """The date of every link, by the last letters of its address."""
    html = f"<html><title>Case reviews</title><main><h1>Case reviews</h1>{body}</main></html>"
    page = parse_page(html.encode(), URL)
    return {
        link.url.rsplit("/", 1)[-1].removesuffix(".pdf"): describe_link(
            link, page, nation=Nation.ENGLAND
        ).published
        for link in page.links
    }


def a(name: str, text: str) -> str:
    return f'<a href="/f/{name}.pdf">{text}</a>'


BELOW = {
    "a list that starts with a link has its dates below": (
        f"<p>{a('k', 'SCR Child K')}</p><p><strong>Date of publication: 3 May 2021</strong></p><p>The"
        f" review was"
        f" about neglect.</p>"
        f"<p>{a('t', 'SCR – Child T – Overview report')}<br>{a('ts', 'Executive summary')}</p>"
        "<p><strong>Date of publication: 9 June 2018</strong></p>",
        {"k": "2021-05-03", "t": "2018-06-09", "ts": "2018-06-09"},
    ),
    "two links of one paragraph": (
        f"<p>{a('s', 'Child Rowan LCSPR')}<br>{a('r', 'Partnership response')}</p><p>Published 15 June"
        f" 2022</p>",
        {"s": "2022-06-15", "r": "2022-06-15"},
    ),
    "a paragraph per link": (
        f"<p>{a('s', 'Child Rowan LCSPR')}</p><p>{a('r', 'Partnership response')}</p><p>Published 15"
        f" June 2022</p>",
        {"s": "2022-06-15", "r": "2022-06-15"},
    ),
    "only the case right above": (
        f"<p>{a('s', 'Child S report')}</p><p>{a('t', 'Child T report')}</p><p>Published 15 June 2022</p>",
        {"s": None, "t": "2022-06-15"},
    ),
    "a link above that says its own date": (
        f"<p>{a('s', 'Child_S_report_June_2021.pdf')}</p><p>{a('sb', 'Briefing')}</p>"
        "<p>Published 7 July 2022</p>",
        {"s": "2021-06", "sb": "2022-07-07"},
    ),
    "a term, its link and its date": (
        f"<dl><dt>Luke and May</dt><dd>{a('l', 'Read the <b>full</b>&nbsp;report')} [1.1MB]</dd>"
        f"<dd>Published 28 January 2021</dd><dt>N14</dt>"
        f"<dd>Published 1 July 2015: {a('n', 'Overview report')} and {a('ns', 'summary')}</dd></dl>",
        {"l": "2021-01-28", "n": "2015-07-01", "ns": "2015-07-01"},
    ),
    "the size stands between": (
        f"<p>{a('s', 'Child S overview report')}</p><p>Size: 519 KB</p><p>Added on 4 July 2019</p>"
        f"<p>{a('t', 'Child T overview report')}</p><p>Size: 212 KB</p><p>Added on 8 March 2018</p>",
        {"s": "2019-07-04", "t": "2018-03-08"},
    ),
    "a summary stands between": (
        f"<p>{a('s', 'Child S overview report')}</p><p>Published: May 2020</p><p>What we learned.</p>"
        f"<p>{a('t', 'Child T overview report')}</p><p>Published: June 2019</p><p>What we learned.</p>",
        {"s": "2020-05", "t": "2019-06"},
    ),
    "a date in its own list item": (
        f"<ul><li>{a('s', 'Child S overview report')}</li><li>12/03/2020</li>"
        f"<li>{a('t', 'Child T overview report')}</li><li>04/05/2019</li></ul>",
        {"s": "2020-03-12", "t": "2019-05-04"},
    ),
    "inside each list item": (
        f"<ul><li>{a('s', 'Child S report')}<br>Published 2 May 2020</li><li>{a('t', 'Child T report')}</li>"
        f"<li>{a('u', 'Child U report')}<br>Published 7 June 2018</li></ul>",
        {"s": "2020-05-02", "t": None, "u": "2018-06-07"},
    ),
    "cards": (
        f'<div class="card"><h3>Hazel</h3>{a("h", "Read the report")}<p>Published: 3 May 2021</p></div>'
        f'<div class="card"><h3>Rowan</h3>{a("r", "Read the report")}<p>Published: 4 July 2020</p></div>'
        f'<div class="card"><h3>Alder</h3>{a("a", "Read the report")}</div>',
        {"h": "2021-05-03", "r": "2020-07-04", "a": None},
    ),
}

ABOVE = {
    "a list that starts with a date has its dates above": (
        f"<p>3 May 2021</p><p>{a('s', 'Child S report')}</p><p>{a('sb', 'Child S briefing')}</p>"
        f"<p>9 June 2018</p><p>{a('t', 'Child T report')}</p>",
        {"s": "2021-05-03", "sb": "2021-05-03", "t": "2018-06-09"},
    ),
    "bold dates above": (
        f"<p><b>Published: May 2021</b></p><ul><li>{a('s', 'Child S report')}</li></ul>"
        f"<p><b>Published: June 2018</b></p><ul><li>{a('t', 'Child T report')}</li></ul>",
        {"s": "2021-05", "t": "2018-06"},
    ),
    "under the heading of a case, a paragraph between": (
        f"<h2>Child S</h2><p>Published 3 May 2021</p><p>A review of neglect.</p>"
        f"<p>{a('s', 'Read the report')}</p>"
        f"<h2>Child T</h2><p>Published 9 June 2018</p><p>A review of harm.</p>"
        f"<p>{a('t', 'Read the report')}</p>",
        {"s": "2021-05-03", "t": "2018-06-09"},
    ),
    "above the heading of each case": (
        f"<p>More is in {a('w', 'Working Together')} and the {a('n', 'national repository')}.</p>"
        + "".join(
            f"<div><div><span>{day} March 2021</span></div><div><h3>{name}</h3></div><p>Practice review</p>"
            f"<div>{a(name, 'Read the report')}</div></div>"
            for day, name in ((4, "Hazel"), (5, "Rowan"), (6, "Alder"))
        ),
        {"w": None, "n": None, "Hazel": "2021-03-04", "Rowan": "2021-03-05", "Alder": "2021-03-06"},
    ),
    "the page's own date above a heading": (
        f"<p>Published 4 May 2012</p><h2>Child S</h2><p>{a('s', 'Overview report')}</p>",
        {"s": None},
    ),
    "under bold titles": (
        f"<p><b>Child S</b></p><p>Publication date: 3 May 2021</p><p>{a('s', 'Overview report')}<br>"
        f"{a('sr', 'Response')}</p><p><b>Child T</b></p><p>Publication date: 9 June 2018</p>"
        f"<p>{a('t', 'Overview report')}</p>",
        {"s": "2021-05-03", "sr": "2021-05-03", "t": "2018-06-09"},
    ),
    "label and value": (
        f"<h2>Hazel</h2><dl><dt>Date published</dt><dd>27 June 2024</dd><dt>Report</dt>"
        f"<dd>{a('h', 'Download')}"
        "</dd></dl>",
        {"h": "2024-06-27"},
    ),
    "label and value in blocks": (
        f"<h2>Hazel</h2><div><div>Published on</div><div>27/06/2024</div></div>"
        f"<p>{a('h', 'Overview report')}</p>",
        {"h": "2024-06-27"},
    ),
    "an accordion": (
        f"<details><summary>Hazel</summary><p>Published March 2022</p><p>{a('h', 'Report')}</p></details>"
        f"<details><summary>Rowan</summary><p>{a('r', 'Report')}</p></details>",
        {"h": "2022-03", "r": None},
    ),
    "in the heading of the group": (
        f"<h3>Child S – May 2021</h3><p>{a('s', 'Overview report')}</p><p>{a('sr', 'Response')}</p>"
        f"<h3>Child T – June 2018</h3><p>{a('t', 'Overview report')}</p>",
        {"s": "2021-05", "sr": "2021-05", "t": "2018-06"},
    ),
    "a cell of the row": (
        f"<table><tr><th>Date</th><th>Report</th></tr><tr><td>May 2021</td><td>{a('s', 'Child S')}</td></tr>"
        f"<tr><td>June 2018</td><td>{a('t', 'Child T')}</td></tr></table>",
        {"s": "2021-05", "t": "2018-06"},
    ),
}

LISTINGS = {
    "linked headings with the date below": (
        f"<h3>{a('s', 'Child S report')}</h3><p>5 May 2019</p><p>A summary of it.</p>"
        f"<h3>{a('t', 'Child T report')}</h3><p>6 June 2018</p><p>A summary of it.</p>",
        {"s": "2019-05-05", "t": "2018-06-06"},
    ),
    "linked headings with the date above": (
        f"<p>5 May 2019</p><h3>{a('s', 'Child S report')}</h3><p>A summary of it.</p>"
        f"<p>6 June 2018</p><h3>{a('t', 'Child T report')}</h3><p>A summary of it.</p>",
        {"s": "2019-05-05", "t": "2018-06-06"},
    ),
    "linked headings, a note, the date and a button": (
        "".join(
            f"<div><h4>{a(name, title)}</h4><p>A file of the review.</p><p>Published on {day}/05/2023</p>"
            f"<div>{a(name + 'd', 'Download')}<p>(pdf, 512 KB)</p></div></div>"
            for name, title, day in (("x", "Three boys: action plan", 16), ("y", "Three boys: report", 17))
        ),
        {"x": "2023-05-16", "xd": "2023-05-16", "y": "2023-05-17", "yd": "2023-05-17"},
    ),
    "linked terms": (
        f"<dl><dt>{a('s', 'Child S report')}</dt><dd>Published 5 May 2019</dd>"
        f"<dt>{a('t', 'Child T report')}</dt><dd>Published 6 June 2018</dd></dl>",
        {"s": "2019-05-05", "t": "2018-06-06"},
    ),
    "a list whose first item is the date": (
        f"<h3>Child S</h3><ul><li>Published: May 2019</li><li>{a('s', 'Overview report')}</li>"
        f"<li>{a('sr', 'Response')}</li></ul>",
        {"s": "2019-05", "sr": "2019-05"},
    ),
    "published and updated": (
        f"<h3>{a('s', 'Child S report')}</h3><p>Published 5 May 2019. Last updated 6 June 2020.</p>",
        {"s": "2019-05-05"},
    ),
    "behind the link in its line": (
        f"<ul><li>{a('s', 'Child S SCR overview')} - May 2019</li><li>{a('t', 'Child T SCR overview')} ("
        f"published June 2018)</li>"
        f"<li>{a('u', 'Child U SCR overview')} <span>07/02/2017</span></li></ul>",
        {"s": "2019-05", "t": "2018-06", "u": "2017-02-07"},
    ),
    "a file line with the date in it": (
        f"<p>{a('s', 'Child S report')}</p><p>PDF, 300KB, 5 May 2019</p><p>{a('t', 'Child T report')}</p>"
        "<p>PDF, 212KB, 6 June 2018</p>",
        {"s": "2019-05-05", "t": "2018-06-06"},
    ),
    "a table without a header": (
        f"<table><tr><td>Child S</td><td>5 May 2019</td><td>{a('s', 'Report')}"
        f" {a('sr', 'Response')}</td></tr>"
        f"<tr><td>Child T</td><td>6 June 2018</td><td>{a('t', 'Report')}</td></tr></table>",
        {"s": "2019-05-05", "sr": "2019-05-05", "t": "2018-06-06"},
    ),
    "tiles": (
        f"<figure>{a('s', '<img src=x.png alt=Hazel>')}<figcaption>Published 5 May 2019</figcaption></figure>"
        f"<figure>{a('t', '<img src=y.png alt=Rowan>')}<figcaption>Published 6 June 2018</figcaption>"
        f"</figure>",
        {"s": "2019-05-05", "t": "2018-06-06"},
    ),
    "codes as headings": (
        f"<h3>Case GN13</h3><p>Added on 5 May 2019</p><p>{a('s', 'Overview report')} |"
        f" {a('sr', 'Response')}</p>"
        f"<h3>Case EN12</h3><p>Added on 6 June 2018</p><p>{a('t', 'Overview report')}</p>",
        {"s": "2019-05-05", "sr": "2019-05-05", "t": "2018-06-06"},
    ),
    "entries of a year page": (
        f"<p><b>2019 – Anonymous - Katie</b></p><p>Neglect of a girl.</p><p>Keywords: neglect</p>"
        f"<p>{a('s', 'Read the overview report')}</p><p><b>2018 – Northmoor - Child BR</b></p><p>Harm.</p>"
        f"<p>{a('t', 'Read the overview report')}</p>",
        {"s": "2019", "t": "2018"},
    ),
    "a list below a paragraph": (
        f"<p>The partnership published SCR Luke on 7 February 2022. Read the report {a('l', 'here')}.</p><ul>"
        f"<li>Read the {a('lb', 'Learning briefing for SCR Luke')}.</li>"
        f"<li>Use these {a('ls', 'slides')}.</li></ul>",
        {"l": "2022-02-07", "lb": "2022-02-07", "ls": "2022-02-07"},
    ),
    "in Welsh": (
        f"<p>{a('s', 'Adroddiad Plentyn S')}</p><p>Cyhoeddwyd: 5 Mai 2019</p>",
        {"s": "2019-05-05"},
    ),
}

TOLD = {
    "the label's second line": (
        f"<p>{a('e', 'Child E – ‘Learning Together’ briefing')}<br><strong>Northmoor SCR: September"
        f" 2016.</strong>"
        f"<br><em>Key issues: neglect.</em></p><p>{a('l', 'Baby Luke – briefing')}<br><strong>Northmoor"
        f" Learning"
        " Review: January 2019.</strong></p>",
        {"e": "2016-09", "l": "2019-01"},
    ),
    "a sentence in the section of one case": (
        f"<h2>Serious case review - Child G</h2><p>The board is today (16/01/2020) publishing the"
        f" report of its"
        f" review.</p><p>The review found much.</p><p>Read it from the following link:</p>"
        f"<p>{a('g', 'SCR G - Final report')}</p><h2>Serious case review - Child H</h2><p>Text.</p>"
        f"<p>{a('h', 'SCR H - Final report')}</p>",
        {"g": "2020-01-16", "h": None},
    ),
    "the section's date under a generic sub-heading": (
        f"<h2>Child S</h2><p>The review was published on 3 May 2021.</p><h3>Documents</h3>"
        f"<p>{a('s', 'Overview report')}</p><p>{a('sr', 'Response')}</p>",
        {"s": "2021-05-03", "sr": "2021-05-03"},
    ),
    "the paragraph's date goes to all its links": (
        f"<p>We published the SAR of Ivan in May 2023. You can read the full report {a('i', 'here')}"
        f" and the seven"
        f" minute briefing {a('ib', 'here')}.</p><p>We published the SAR of Ada in June 2022. You can"
        f" read the full"
        f" report {a('d', 'here')} and the seven minute briefing {a('db', 'here')}.</p>",
        {"i": "2023-05", "ib": "2023-05", "d": "2022-06", "db": "2022-06"},
    ),
    "a revised report in the same paragraph": (
        f"<p>The serious case review on Child Y was published on 15 September 2016. The overview report is"
        f" {a('y', 'here')} and the executive summary is {a('ys', 'here')}. A revised report, published"
        f" January"
        f" 2017 after the inquest, is {a('yr', 'here')}.</p>",
        {"y": "2016-09-15", "ys": "2016-09-15", "yr": "2017-01"},
    ),
    "each sentence its own": (
        f"<p>The SAR of Ivan was published in May 2023. Read it {a('i', 'here')}. The SAR of Ada was"
        f" published in"
        f" June 2022. Read it {a('d', 'here')}.</p>",
        {"i": "2023-05", "d": "2022-06"},
    ),
}

NEVER = {
    "an event": (
        f"<h2>Child S</h2><p>Launch event: 4 May 2022</p><p>{a('s', 'Overview report')}</p>",
        {"s": None},
    ),
    "a death": (
        f"<h2>Child S</h2><p>Died 4 May 2012</p><p>{a('s', 'Overview report')}</p>",
        {"s": None},
    ),
    "an update of the page": (
        f"<p>{a('s', 'Child S overview report')}</p><p>Last updated: 4 May 2022</p>",
        {"s": None},
    ),
    "the review date of a policy": (
        f"<p>{a('s', 'Child S overview report')}</p><p>Next review date: 4 May 2026</p>",
        {"s": None},
    ),
    "a copyright year": (
        f"<p>{a('s', 'Child S overview report')}</p><p>© 2024 Northmoor Partnership</p>",
        {"s": None},
    ),
    "another post": (
        f"<div class='card'><h3>Child S</h3><p>{a('s', 'Overview report')}</p></div>"
        f"<article><h3>Newsletter</h3><p>Posted 4 May 2022</p><p>{a('n', 'Read more')}</p></article>",
        {"s": None, "n": "2022-05-04"},
    ),
    "another document's publication": (
        "<h2>Child S</h2><p>The government published Working Together in July 2018.</p>"
        f"<p>The annual report was published on 3 May 2019.</p><p>{a('s', 'Overview report')}</p>",
        {"s": None},
    ),
    "the page's own date": (
        f"<p>Published 4 May 2012</p><ul><li>{a('s', 'Child S report')}</li>"
        f"<li>{a('t', 'Child T report')}</li></ul>",
        {"s": None, "t": None},
    ),
    "a meeting": (
        f"<h2>Child S</h2><p>Meeting date: 4 May 2022</p><p>{a('s', 'Overview report')}</p>",
        {"s": None},
    ),
    "two dates in one section": (
        f"<h2>Child S</h2><p>The review was published on 3 May 2021.</p><p>The report was published"
        f" again on 4 June"
        f" 2022.</p><p>Text.</p><p>{a('s', 'Overview report')}</p>",
        {"s": None},
    ),
    "a section about several cases": (
        f"<h2>Serious case reviews</h2><p>The reports were published on 3 May 2021 after a delay.</p>"
        f"<h3>Child S</h3><p>{a('s', 'Overview report')}</p>",
        {"s": None},
    ),
    "an incident on the second line": (
        f"<p>{a('s', 'Child S overview report')}<br><strong>SCR: incident May 2016.</strong></p>",
        {"s": None},
    ),
}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(*case, id=name)
        for group in (BELOW, ABOVE, LISTINGS, TOLD, NEVER)
        for name, case in group.items()
    ],
)
def test_the_dates_of_links(body: str, expected: dict[str, str | None]) -> None:
    assert dates(body) == expected


@pytest.mark.parametrize(
    "line",
    [
        "You can read the full report {} and the seven minute briefing {}.",
        "The overview report is {}, the briefing {}.",
        "{} for the overview report, {} for the briefing.",
    ],
)
def test_the_words_before_a_bare_link_are_its_own(line: str) -> None:
    body = line.format(a("r", "here"), a("b", "here"))
    page = parse_page(f"<html><main><h1>Hazel</h1><p>{body}</p></main></html>".encode(), URL)
    roles = [describe_link(link, page, nation=Nation.ENGLAND).role for link in page.links]
    assert roles == [Role.OVERVIEW_REPORT, Role.BRIEFING]


def test_each_link_of_a_sentence_has_its_own_date() -> None:
    behind = (
        f"<p>Our report on {a('a', 'Child Y [PDF 2MB]')} was published in May 2014, and the one on "
        f"{a('b', 'Rosie [PDF 1MB]')} in June 2016. An early copy of the "
        f"{a('c', 'Family V4 serious case review')} is kept here as well.</p>"
    )
    assert dates(behind) == {"a": "2014-05", "b": "2016-06", "c": None}
    before = (
        f"<p>In May 2014 we published the review of {a('a', 'Child Y')} "
        f"and in June 2016 {a('b', 'Rosie')}.</p>"
    )
    assert dates(before) == {"a": "2014-05", "b": "2016-06"}
    same = (
        "<p>The review of Child Y was published on 4 May 2014. Read its "
        f"{a('a', 'executive summary')} and the {a('b', 'board response')}.</p>"
    )
    assert dates(same) == {"a": "2014-05-04", "b": "2014-05-04"}


def test_a_post_dates_what_it_says_is_published_today() -> None:
    listed = f"<ul><li>{a('a', 'Child KD - review report')}</li><li>{a('b', 'Family R - report')}</li></ul>"
    told = f"<p>8 May 2023</p><p>Today we publish reports on two matters.</p>{listed}"
    assert dates(told) == {"a": "2023-05-08", "b": "2023-05-08"}
    assert dates(f"<p>8 May 2023</p><p>All that we hold.</p>{listed}") == {"a": None, "b": None}


def test_what_stands_aside_under_a_dated_case_has_no_date() -> None:
    own = "<h3>Child KD</h3><p>Published 8 May 2023</p>"
    own += f"<p>{a('a', 'Full report')}</p><p>{a('b', 'KD: reply')}</p>"
    assert dates(f"{own}<p>See as well: {a('c', 'Learning Review - Harold')}</p>") == {
        "a": "2023-05-08",
        "b": "2023-05-08",
        "c": None,
    }


def icon(name: str, text: str) -> str:
    return f'<a href="/f/{name}.pdf" title="{text}"><img src="/i.png" alt="{text}"></a>'


YEAR_ROWS = {
    "a heading over the whole width": "<tr><th colspan=3>{0}</th></tr>",
    "a cell over the whole width": "<tr><td colspan=3><strong>{0}</strong></td></tr>",
    "a cell beside empty ones": "<tr><td>{0}</td><td></td><td></td></tr>",
    "a heading": "<tr><th>{0}</th></tr>",
}


@pytest.mark.parametrize("row", YEAR_ROWS.values(), ids=YEAR_ROWS.keys())
def test_the_last_cell_of_a_row_does_not_take_the_year_below(row: str) -> None:
    head = "<tr><th>Review</th><th>Report</th><th>Plan</th></tr>"
    rows = (
        row.format(2024)
        + f"<tr><td>Child Elm</td><td>{icon('e', 'Report')}</td><td>{icon('p', 'Plan')}</td></tr>"
    )
    rows += row.format(2019) + f"<tr><td>Baby N</td><td>{icon('n', 'Report')}</td><td>–</td></tr>"
    assert dates(f"<table>{head}{rows}</table>") == {"e": "2024", "p": "2024", "n": "2019"}


MONTHS = (
    ("May 2025", "Person 5", ("r", "b")),
    ("December 2022", "Anita", ("a",)),
    ("March 2018", "Adult 12", ()),
)


@pytest.mark.parametrize("title", ["<h3>{0}</h3>", "<p><strong>{0}</strong></p>", "<dt>{0}</dt>"])
@pytest.mark.parametrize("box", ["{0}", "<div class=entry>{0}</div>", "<article>{0}</article>"])
def test_a_month_above_an_entry_is_of_the_entry_below(title: str, box: str) -> None:
    entries = [
        f"<p>{month}</p>{title.format(name)}<p>What was learned, in a few words.</p><p>"
        + (" | ".join(a(file, "Report") for file in files) or "The report is no longer available.")
        + "</p>"
        for month, name, files in MONTHS
    ]
    assert dates("".join(box.format(one) for one in entries)) == {
        "r": "2025-05",
        "b": "2025-05",
        "a": "2022-12",
    }


@pytest.mark.parametrize("between", ["<br>", "</p><p>", " | "])
@pytest.mark.parametrize(
    "label",
    [
        "Date added",
        "Added on",
        "Uploaded",
        "Posted",
        "Published",
        "Dyddiad ychwanegu",
        "Ychwanegwyd",
        "Cyhoeddwyd",
    ],
)
def test_the_day_on_a_card_of_a_library(label: str, between: str) -> None:
    cards = (
        ("o", "7 Minute Briefing – CPR 2 Elm 2020", "01/10/20"),
        ("c", "CPR 1 Elm 2018: report", "05/02/19"),
    )
    body = "".join(
        f"<div class=res><h3>{a(name, text)}</h3><p>Audience: Adults{between}{label}: {day}</p></div>"
        for name, text, day in cards
    )
    assert dates(body) == {"o": "2020-10-01", "c": "2019-02-05"}


def test_the_year_of_a_code_is_no_date() -> None:
    assert dates(f"<ul><li>{a('c', 'TVSB 3/2019: report')}</li><li>{a('d', 'CPR 1 Elm 2018')}</li></ul>") == {
        "c": None,
        "d": None,
    }


ITEMS = {
    "definition list": "<dl><dt>Name</dt><dd>Tobin</dd><dt>Date published</dt><dd>17 July 2025</dd><dt>Report</dt><dd>"
    "{0}</dd><dt>Learning brief</dt><dd>{1}</dd></dl>",
    "date last": "<dl><dt>Report</dt><dd>{0}</dd><dt>Easy read version</dt><dd>{1}</dd><dt>Published</dt>"
    "<dd>17 July 2025</dd></dl>",
    "table": "<table><tr><th>Kind</th><td>Serious case review</td></tr><tr><th>Date published</th><td>17 July 2025</td>"
    "</tr><tr><th>Report</th><td>{0}</td></tr><tr><th>Summary</th><td>{1}</td></tr></table>",
    "fields": "<div class=field><div>Publication date</div><div>17 July 2025</div></div><div class=field><div>Report</div>"
    "<div>{0}</div></div><div class=field><div>Action plan</div><div>{1}</div></div>",
    "library item": "<p>Published: 17 July 2025</p><p>Type: Practice review</p><p>Words on it.</p><p>{0}</p><p>{1}</p>",
    "Welsh item": "<p>Cyhoeddwyd: 17 Gorffennaf 2025</p><p>Math: Adolygiad ymarfer</p><p>{0}</p><p>{1}</p>",
}


@pytest.mark.parametrize("body", ITEMS.values(), ids=ITEMS.keys())
def test_the_date_of_an_item_is_of_all_its_files(body: str) -> None:
    files = body.format(a("r", "Download report"), a("b", "Download"))
    assert dates(files) == {"r": "2025-07-17", "b": "2025-07-17"}
