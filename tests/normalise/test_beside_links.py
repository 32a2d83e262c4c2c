"""What stands beside a link: its own title line, another link's words, another row's date."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import pytest

from harvester.detect.links import judge_link
from harvester.detect.pages import judge_page, parse_page
from harvester.normalise.links import LinkDescription, describe_link
from harvester.vocabulary import Nation, Role

URL = "https://www.northmoorscp.org.uk/case-reviews"


def described(body: str) -> dict[str, LinkDescription]:
    page = parse_page(
        f"<html><title>Case reviews</title><main><h1>Case reviews</h1>{body}</main></html>".encode(), URL
    )
    return {
        link.url.rsplit("/", 1)[-1]: describe_link(link, page, nation=Nation.ENGLAND)
        for link in page.links
        if link.text
    }


def test_the_words_of_another_link_are_not_the_role_of_this_one() -> None:
    found = described(
        '<p><a href="/z.pdf">Child Z</a> – serious case review, <a href="/r.pdf">Partnership response</a> and'
        ' <a href="/p.pdf">Action plan</a></p><div class="card"><h5>Hazel</h5><a href="/h.pdf">Read more</a>'
        ' <a href="/hp.pdf">Action plan</a></div>'
    )
    roles = {name: one.role for name, one in found.items()}
    assert roles == {
        "z.pdf": Role.OVERVIEW_REPORT,
        "r.pdf": Role.RESPONSE,
        "p.pdf": Role.ACTION_PLAN,
        "h.pdf": Role.OVERVIEW_REPORT,
        "hp.pdf": Role.ACTION_PLAN,
    }


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Family Moss – SCR report – June 2021", "2021-06"),
        ("Hazel – Learning Review – May 2024", "2024-05"),
        ("The panel met in June 2021 and its report is here:", None),
    ],
)
def test_a_title_line_before_a_vague_link_dates_it(line: str, published: str | None) -> None:
    assert described(f'<p>{line} <a href="/m.pdf">Download</a></p>')["m.pdf"].published == published


def test_the_date_of_the_next_row_is_not_of_this_one() -> None:
    found = described(
        "<table><tr><th>Published</th><th>Review</th><th>Document</th></tr>"
        "<tr><td rowspan=2>15 May 2025</td><td rowspan=2>Hazel</td><td>Overview report"
        ' <a href="/a.pdf">Download</a></td></tr>'
        '<tr><td>Response <a href="/b.pdf">Download</a></td></tr>'
        "<tr><td>2 August 2023</td><td>Child T</td><td>Overview report"
        ' <a href="/c.pdf">Download</a></td></tr>'
        "</table>"
    )
    assert [found[f"{name}.pdf"].published for name in "abc"] == ["2025-05-15", "2025-05-15", "2023-08-02"]


def test_a_card_is_called_by_its_heading_whatever_its_link_says() -> None:
    cards = "".join(
        f'<div class="card"><h3>{name}</h3><p>A summary.</p><a href="/s/{name}">Read more</a></div>'
        for name in ("Hazel", "Rowan", "Two Brothers")
    )
    text = "<p>A child safeguarding practice review looks at what happened.</p>"
    body = f"<html><title>What we learned</title><main><h1>What we learned</h1>{text}{cards}</main></html>"
    page = parse_page(body.encode(), "https://www.northmoorscp.org.uk/what-we-learned")
    kind = judge_page(page)
    assert kind.kind.value == "hub"
    assert all(judge_link(link, page, kind).follow >= 0.6 for link in page.links)


def cases_of(body: str) -> list[str | None]:
    return [told.case_name for told in described(body).values()]


def test_letters_and_unknown_names_where_only_a_case_can_stand() -> None:
    dated = "<h3>Jarv – July 2016</h3>"
    dated += "<p><a href='/a.pdf'>Download the Report for Jarv – July 2016 (PDF 8Kb)</a></p>"
    assert cases_of(dated) == ["Jarv"]
    row = "<tr><td>MC</td><td><a href='/a.pdf'>Published 4 May 2017</a></td></tr>"
    assert cases_of(f"<table><tr><th>Case</th><th>Brief</th></tr>{row}</table>") == ["MC"]
    told = ("WK – Safeguarding Adult Review Report", "WK – Learning Briefing", "DA – Learning Briefing")
    listed = "".join(f"<li><a href='/{n}.pdf'>{text}</a></li>" for n, text in enumerate(told))
    assert cases_of(f"<ul>{listed}</ul>") == ["WK", "WK", None]


def test_boxes_of_a_shortcode_label_and_end_what_is_in_them() -> None:
    def box(head: str, *lines: str) -> str:
        text = "".join(f"<p>{line}</p>" for line in lines)
        title = (
            f"<div class='su-spoiler-title' role='button'><span class='su-spoiler-icon'></span>{head}</div>"
        )
        return f"<div class='su-spoiler'>{title}<div class='su-spoiler-content'>{text}</div></div>"

    told = described(
        box("ZSCP 2018-19/04", "Published on 8 June 2021.", "Click <a href='/a.pdf'>here</a> for the report.")
        + box(
            "ZSCB 2014-15/01",
            "<a href='/b.pdf'>SCR overview report</a>",
            "<a href='/c.pdf'>ZSCB response to SCR</a>",
        )
    )
    assert [(one.case_name, one.published) for one in told.values()] == [
        ("ZSCP 2018-19/04", "2021-06-08"),
        ("ZSCB 2014-15/01", None),
        ("ZSCB 2014-15/01", None),
    ]


def test_names_of_two_and_names_before_a_kind_in_brackets() -> None:
    two = "<a href='/a.pdf'>Case Review: Poppy and Jade</a>. The <a href='/b.pdf'>board's reply</a>"
    assert cases_of(f"<p>{two}</p>") == ["Poppy and Jade", "Poppy and Jade"]
    links = "<a href='/a.pdf'>Report</a> <a href='/b.pdf'>7-minute briefing</a>"
    assert cases_of(f"<ul><li>Mabel (discretionary SAR) {links}</li></ul>") == ["Mabel", "Mabel"]


STORIES = {
    "The agencies' response was slow. The review of Child AB was published in May. You can <a href=/x>read it here</a>.": "",
    "We published our review of Child AB. The chronology was shared late. You can <a href=/x>read the report</a>.": "",
    "It has an appendix on the law and a summary of the time. <a href=/x>Read the report on Child AB</a>.": "",
    "The report about Child AB is out. The family wrote a statement that opens it. Please <a href=/x>click here</a>.": "",
    "In 2018 a letter from the school was lost. <a href=/x>The full report on Child AB</a> tells why.": "",
    "The police response was late. Our report on Child AB says how. <a href=/x>Download the review</a>": "",
    "The executive summary of the review of Child AB is available. <a href=/x>Click here</a>.": "executive_summary",
    "A seven minute briefing on Child AB was written for staff, and can be had <a href=/x>here</a>.": "briefing",
    "Child AB - action plan: <a href=/x>download</a>": "action_plan",
    "The board's response to the review of Child AB can be read <a href=/x>here</a>. The chronology is not published.": (
        "response"
    ),
}


@pytest.mark.parametrize(("story", "role"), STORIES.items())
def test_a_word_of_the_story_is_no_role(story: str, role: str) -> None:
    assert described(f"<p>{story}</p>")["x"].role == (role or "overview_report")


@pytest.mark.parametrize(
    "card",
    [
        "<div class=c><h3><a href={0}>{1}</a></h3><p>Audience: all</p></div>",
        "<div class=c><h2><a href={0}>{1}</a></h2><p>Audience: all</p></div>",
        "<a class=tile href={0}><h4>{1}</h4><p>Words on it, and then some more of them</p></a>",
        "<div role=heading aria-level=3><a href={0}>{1}</a></div>",
    ],
)
def test_the_heading_of_the_card_before_is_of_that_card(card: str) -> None:
    told = (
        ("/p", "Action plan: Child AB"),
        ("/r", "Child AB"),
        ("/b", "Family Q 7 minute briefing"),
        ("/q", "Family R"),
    )
    found = described("".join(card.format(*one) for one in told))
    assert [one.role for one in found.values()] == [
        "action_plan",
        "overview_report",
        "briefing",
        "overview_report",
    ]
    assert [one.case_name for one in found.values()] == ["Child AB", "Child AB", "Family Q", "Family R"]


def test_a_section_over_the_cards_still_holds() -> None:
    found = described("<h2>Action plans</h2><div class=c><h3><a href=/p>Child AB</a></h3></div>")
    assert found["p"].role is Role.ACTION_PLAN
