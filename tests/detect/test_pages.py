"""Every layout of partnership pages is taken apart into links with their context."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import pytest

from harvester.detect.pages import judge_page, parse_page
from harvester.records import Link, Page
from harvester.vocabulary import PageKind

URL = "https://www.northmoorscp.example/reviews/"


def page(body: str, *, title: str = "Serious case reviews - Northmoor", url: str = URL) -> Page:
    return parse_page(
        f"<!doctype html><html lang=en-GB><head><title>{title}</title></head><body>{body}</body></html>".encode(),
        url,
    )


def link(found: Page, end: str) -> Link:
    return next(item for item in found.links if item.url.endswith(end))


def test_flat_bullet_list_keeps_each_item_apart() -> None:
    found = page(
        "<h1>Serious case reviews</h1><h2>Published reviews</h2><ul>"
        "<li><a href='/a.pdf'>Child K overview report</a> (PDF, 206kb) - June 2016</li>"
        "<li><a href='/b.pdf'>Child L executive summary</a></li></ul>"
    )
    first = link(found, "a.pdf")
    assert first.url == "https://www.northmoorscp.example/a.pdf"
    assert first.heading == "Published reviews"
    assert first.outline == ("Serious case reviews", "Published reviews")
    assert "206kb" in first.nearby
    assert "Child L" not in first.nearby
    assert [item.position for item in found.links] == [0, 1]


def test_link_inside_a_sentence_gets_its_own_sentence() -> None:
    found = page(
        "<p>The partnership published SCR Martha on 7 February 2022. Read the full report for SCR Martha "
        "<a href='1.pdf'>here</a>.</p>"
        "<p>The overview report for Child A is <a href='2.pdf'>here</a>. "
        "The board response is <a href='3.pdf'>here</a>. Other words follow after that sentence.</p>"
    )
    assert "7 February 2022" in link(found, "1.pdf").nearby
    assert link(found, "2.pdf").nearby == "The overview report for Child A is here."
    assert "board response" in link(found, "3.pdf").nearby
    assert "overview report" not in link(found, "3.pdf").nearby
    assert link(found, "3.pdf").entry == "Child A"


def test_heading_per_case_with_role_only_links() -> None:
    found = page(
        "<h1>Reviews</h1><h2>Published</h2><h3>Case GN13:</h3><p>Date of publication: 18th February 2015</p>"
        "<ul><li><a href=o.pdf>Overview report</a><li><a href=r.pdf>Response</a></ul>"
        "<h3>Case EN12:</h3><ul><li><a href=p.pdf>Overview report</a></ul>"
    )
    assert link(found, "o.pdf").heading == "Case GN13:"
    assert "18th February 2015" in link(found, "o.pdf").nearby
    assert "18th February 2015" in link(found, "r.pdf").nearby
    assert link(found, "p.pdf").outline == ("Reviews", "Published", "Case EN12:")
    assert "2015" not in link(found, "p.pdf").nearby


def test_bold_lines_are_entries() -> None:
    found = page(
        "<h2>Learning reviews</h2><p><strong>Child K</strong></p><p><a href=a.pdf>Overview report</a></p>"
        "<p><b>Family Q</b><br><a href=b.pdf>Overview report</a><br><a href=c.pdf>Action plan</a></p>"
        "<p><strong>Baby N:</strong> <a href=d.pdf>Full report</a></p>"
    )
    assert link(found, "a.pdf").entry == "Child K"
    assert link(found, "b.pdf").entry == "Family Q"
    assert link(found, "c.pdf").entry == "Family Q"
    assert link(found, "d.pdf").entry == "Baby N"
    assert link(found, "a.pdf").heading == "Learning reviews"


def test_a_bold_beginning_holds_for_all_links_of_its_line() -> None:
    found = page(
        "<ul><li><strong>Amber</strong> - <a href=a.pdf>Overview</a> | <a href=b.pdf>Summary</a></li><li><a href=c.pdf>Other</a></ul>"
    )
    assert [item.entry for item in found.links] == ["Amber", "Amber", ""]


def test_a_link_styled_like_an_accordion_label_is_a_link() -> None:
    found = page(
        "<h2>Reviews</h2><a class=accordion-link href=a.pdf>Child A</a><p><a href=b.pdf>Response</a></p>"
    )
    assert link(found, "b.pdf").outline == ("Reviews",)


ACCORDIONS = {
    "details": "<details><summary>Child T</summary><div><a href=x.pdf>Overview report</a></div></details>",
    "button": "<h3><button aria-expanded=false aria-controls=p1>Child T</button></h3>"
    "<div id=p1 hidden><ul><li><a href=x.pdf>Overview report</a></ul></div>",
    "bare button": "<button type=button aria-controls=p1>Child T</button><div id=p1><p><a href=x.pdf>Overview report</a></p></div>",
    "far panel": "<div role=tablist><a role=tab href='#p1'>Child T</a><a role=tab href='#p2'>Child U</a></div>"
    "<div id=p1 role=tabpanel><a href=x.pdf>Overview report</a></div><div id=p2 role=tabpanel><a href=y.pdf>Overview report</a></div>",
    "divs": "<div class=accordion><div class=accordion-item><div class=accordion-header>Child T</div>"
    "<div class=accordion-body><a href=x.pdf>Overview report</a></div></div></div>",
    "panel-heading": "<div class='panel panel-default'><div class=panel-heading><a href='#c1' data-toggle=collapse>Child T</a></div>"
    "<div id=c1 class='panel-collapse collapse'><p><a href=x.pdf>Overview report</a></p></div></div>",
    "labelled by": "<div id=lab>Child T</div><div id=pan role=region aria-labelledby=lab><a href=x.pdf>Overview report</a></div>",
}


@pytest.mark.parametrize("markup", ACCORDIONS.values(), ids=ACCORDIONS.keys())
def test_accordion_labels_hold_for_their_panel_only(markup: str) -> None:
    found = page(
        f"<h1>Reviews</h1><h2>Published reviews</h2>{markup}<h2>Contact</h2><p><a href=z.pdf>Form</a></p>"
    )
    inside, outside = link(found, "x.pdf"), link(found, "z.pdf")
    assert "Child T" in (*inside.outline, inside.entry)
    assert "Child T" not in (*outside.outline, outside.entry)


def test_table_case_by_role() -> None:
    found = page(
        "<table><thead><tr><th>Case<th>Overview report<th>7 minute briefing</tr></thead>"
        "<tr><td>Child G<td><a href=g.pdf>Published 14 June 2017</a><td><a href=gb.pdf>Published 14 June 2017</a></tr>"
        "<tr><td>Child H<td>Unpublished*<td><a href=hb.pdf>Published 14 June 2017</a></tr></table>"
    )
    assert link(found, "g.pdf").column == "Overview report"
    assert link(found, "gb.pdf").column == "7 minute briefing"
    assert "Child G" in link(found, "gb.pdf").row
    assert "Child H" in link(found, "hb.pdf").row
    assert "Child G" not in link(found, "hb.pdf").row


def test_table_date_by_documents_with_spans_and_plain_header() -> None:
    found = page(
        "<table><tr><td><b>Date</b></td><td><b>Review</b></td><td><b>Documents</b></td></tr>"
        "<tr><td rowspan=2>March 2019</td><td rowspan=2>Baby F</td><td><a href=1.pdf>Overview</a></td></tr>"
        "<tr><td><a href=2.pdf>Response</a></td></tr></table>"
    )
    assert link(found, "1.pdf").column == "Documents"
    for end in ("1.pdf", "2.pdf"):
        assert "Baby F" in link(found, end).row
        assert "March 2019" in link(found, end).row
    assert "Overview" not in link(found, "2.pdf").row


def test_layout_tables_say_nothing() -> None:
    found = page(
        "<table><tr><td><a href=/home>Home</a><br><a href=/about>About</a></td><td><h1>Serious case reviews</h1>"
        "<table><tr><td><a href=k.pdf>Child K</a></td></tr></table></td></tr></table>"
    )
    assert link(found, "k.pdf").row == ""
    assert link(found, "k.pdf").column == ""


def test_size_on_the_next_line_belongs_to_the_link_above() -> None:
    found = page(
        "<h2>Published reviews</h2><ul><li><a href=/downloads/file/12/child_k>SCR Child K (PDF)</a><br>Size: 519.88 KB</li>"
        "<li><a href=/downloads/file/13/response>Response (PDF)</a><br>Size: 99.95 KB</li></ul>"
        "<p><a href=/downloads/file/14/x>CSPR 18 (PDF)</a></p><p>Size: 1.2 MB</p>"
    )
    assert "519.88 KB" in link(found, "child_k").nearby
    assert "99.95 KB" in link(found, "response").nearby
    assert "1.2 MB" in link(found, "/14/x").nearby
    assert "519.88" not in link(found, "response").nearby


def test_tiles_and_picture_links_take_alt_title_or_caption() -> None:
    found = page(
        "<div class=tile><a href=/child-bf><img src=1.png alt='Child BF'></a></div>"
        "<div class=tile><a href=/child-bg title='Child BG'><img src=2.png></a></div>"
        "<figure><a href=/child-bh><img src=3.png></a><figcaption>Child BH</figcaption></figure>"
        "<div><a href=/child-bi><img src=4.png></a><h3><a href=/child-bi>Child BI</a></h3></div>"
    )
    assert link(found, "child-bf").alt == "Child BF"
    assert link(found, "child-bg").title == "Child BG"
    assert "Child BH" in link(found, "child-bh").nearby
    assert [item.text for item in found.links if item.url.endswith("child-bi")] == ["Child BI"]


def test_a_tile_with_a_heading_inside_its_link() -> None:
    found = page(
        "<a href=/case/one><h3>Child Z</h3><p>A review of services for a child in the north.</p><span>Read more</span></a>"
    )
    tile = link(found, "/case/one")
    assert tile.text == "Child Z"
    assert "services for a child" in tile.nearby


def test_year_page_entries_of_the_repository() -> None:
    found = page(
        "<h1>Case reviews published in 2019</h1>"
        "<p>2019 - Anonymous - Katie</p><p>Injury of a girl in 2017.</p><p>Keywords: one, two</p>"
        "<p><a href=/full/1>Read the overview report</a></p>"
        "<p><strong>December 2019 - Northmoor - Child BR</strong></p><p>Death of a boy.</p><p>Keywords: three</p>"
        "<p><a href=/full/2>Read the overview report</a></p>"
    )
    assert link(found, "/full/1").entry == "2019 - Anonymous - Katie"
    assert link(found, "/full/2").entry == "December 2019 - Northmoor - Child BR"


def test_definition_lists_and_nested_lists() -> None:
    found = page(
        "<dl><dt>Baby Q</dt><dd><a href=q.pdf>Report</a></dd><dt>Baby R</dt><dd><a href=r.pdf>Report</a></dd></dl>"
        "<ul><li>Child T<ul><li><a href=t.pdf>Action plan</a></ul></li><li>Child U<ul><li><a href=u.pdf>Action plan</a></ul></li></ul>"
    )
    assert link(found, "q.pdf").entry == "Baby Q"
    assert link(found, "r.pdf").entry == "Baby R"
    assert link(found, "t.pdf").entry == "Child T"
    assert link(found, "u.pdf").entry == "Child U"


def test_embedded_documents_buttons_and_areas_are_links() -> None:
    found = page(
        "<iframe src='/docs/one.pdf'></iframe><iframe src='https://video.example/embed/1'></iframe>"
        "<iframe src='https://docs.example/gview?url=https%3A%2F%2Fwww.northmoorscp.example%2Ftwo.pdf&embedded=true'></iframe>"
        "<embed src=three.pdf><object data=four.pdf type=application/pdf></object>"
        "<button onclick=\"window.location.href='/docs/five.pdf'\">Open Child V</button>"
        "<div data-href='/reviews/child-w/'>Child W</div><button data-url='/docs/six.pdf'>Child X</button>"
        "<map><area href=/child-y alt='Child Y'></map><a href=\"javascript:window.open('seven.pdf')\">Child Z</a>"
    )
    ends = [item.url.rsplit("/", 1)[-1] or item.url for item in found.links]
    assert ends == [
        "one.pdf", "two.pdf", "three.pdf", "four.pdf", "five.pdf",
        "https://www.northmoorscp.example/reviews/child-w/", "six.pdf", "child-y", "seven.pdf",
    ]  # fmt: skip


def test_links_that_lead_nowhere_are_no_links() -> None:
    found = page(
        "<a href='mailto:a@b.example'>mail</a><a href='tel:01'>call</a><a href='#top'>top</a><a>none</a>"
        "<a href='javascript:void(0)'>script</a><a href='data:text/html,x'>data</a><a href='http://[bad'>bad</a>"
        "<a href='ftp://x.example/a.pdf'>ftp</a><a href=' /ok.pdf#page=2 '>ok</a>"
    )
    assert [item.url for item in found.links] == ["https://www.northmoorscp.example/ok.pdf"]


FURNITURE = {
    "nav": "<nav>{}</nav>",
    "footer": "<footer>{}</footer>",
    "header": "<header>{}</header>",
    "aside": "<aside>{}</aside>",
    "role": "<div role=navigation>{}</div>",
    "class": "<div class='site-nav clearfix'>{}</div>",
    "menu": "<ul class=main-menu>{}</ul>",
    "id": "<div id=sidebar>{}</div>",
    "breadcrumb": "<ol class=breadcrumb>{}</ol>",
    "cookie": "<div id=cookie-banner>{}</div>",
    "left column": "<div class=left-column>{}</div>",
}


@pytest.mark.parametrize("wrapper", FURNITURE.values(), ids=FURNITURE.keys())
def test_furniture_is_marked_and_its_text_left_out(wrapper: str) -> None:
    box = wrapper.format("<a href=/about>About our work</a>")
    found = page(
        f"{box}<div class=content><h1>Reviews</h1><p>Words of the page.</p><a href=k.pdf>Child K</a></div>"
    )
    assert link(found, "/about").furniture
    assert not link(found, "k.pdf").furniture
    assert "About our work" not in found.text
    assert "Words of the page." in found.text


@pytest.mark.parametrize(
    "wrapper",
    [
        "<div class='page has-sidebar'><main>{}</main></div>",
        "<div id=wrapper class='nav-open'><div id=content>{}</div></div>",
        "<article><header class=entry-header><h1>Reviews</h1></header>{}</article>",
        "<aside class=related-downloads>{}</aside>",
        "<div class='accordion-menu-content'>{}</div>",
        "<div class=page-header><h1>Reviews</h1>{}</div>",
    ],
)
def test_content_in_unlucky_wrappers_is_no_furniture(wrapper: str) -> None:
    found = page("<h1>Reviews</h1>" + wrapper.format("<p>Words</p><a href=k.pdf>Child K overview report</a>"))
    assert not link(found, "k.pdf").furniture


def test_a_menu_that_is_not_marked_is_told_by_its_place() -> None:
    menu = "".join(f"<li><a href=/{name}>{name}</a></li>" for name in ("Home", "News", "Training", "Contact"))
    found = page(f"<ul>{menu}</ul><h1>Serious case reviews</h1><ul><li><a href=k.pdf>Child K</a></ul>")
    assert link(found, "/Home").furniture
    assert not link(found, "k.pdf").furniture


def test_titles_headings_language_and_the_rest() -> None:
    found = parse_page(
        b"<html lang='cy'><head><title> Adolygiadau </title><link rel=canonical href='/a/'>"
        b"<meta http-equiv=refresh content='0; url=/new/'><meta property='article:published_time' content='2019-04-02T10:00:00+01:00'>"
        b"<base href='https://other.example/x/'></head><body><ol class=breadcrumb><li>Home</li><li>Reviews</li></ol>"
        b"<h1>One</h1><h2>Two</h2><a rel=next href='?page=2'>2</a></body></html>",
        URL,
    )
    assert (found.title, found.h1, found.headings, found.language) == (
        "Adolygiadau",
        "One",
        ("One", "Two"),
        "cy",
    )
    assert found.canonical == "https://other.example/a/"
    assert found.refresh == "https://other.example/new/"
    assert found.published == "2019-04-02"
    assert found.breadcrumb == "Home > Reviews"
    assert link(found, "?page=2").title == "Next page"


def test_a_date_of_one_case_is_not_the_date_of_the_page() -> None:
    body = "<h1>Serious case reviews</h1><h2>Child K</h2><p>Date of publication: 18th February 2015</p>"
    assert page(body).published is None
    assert page("<h1>Review published</h1><p>Published on 19 August 2020</p>").published == "2020-08-19"


def test_a_page_without_body_tags_loses_nothing() -> None:
    found = parse_page(
        b"<title>Reviews</title><nav><a href=/a>About</a></nav><main><h1>Reviews</h1><a href=k.pdf>Child K</a></main>",
        URL,
    )
    assert link(found, "/a").furniture
    assert not link(found, "k.pdf").furniture
    assert found.text.splitlines() == ["Reviews", "Child K"]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16"])
def test_encodings(encoding: str) -> None:
    body = "<html><head><title>Child ‘K’ – report</title></head><body><p>é</p></body></html>".encode(encoding)
    declared = encoding if encoding != "windows-1252" else None
    assert parse_page(body, URL, encoding=declared).title == "Child ‘K’ – report"


@pytest.mark.parametrize(
    "body",
    [b"", b"   ", b"\x00\x00", b"%PDF-1.7 not a page", b"<", b"<html>", b"<a href=", b"<div>" * 5_000,
     b"<table>" * 300 + b"<tr><td rowspan=9999999 colspan=9999999>x", b"<p>\xff\xfe\xfa</p>"],
)  # fmt: skip
def test_broken_pages_do_no_harm(body: bytes) -> None:
    found = parse_page(body, URL)
    assert found.url == URL
    judge_page(found)


def test_hostile_pages_take_no_long_time() -> None:
    many = "<p>" + "<a href=x.pdf>here</a> word " * 20_000 + "</p>" + "<b>" * 200 + "Child " * 50_000
    nested = "<div class=nav>" * 200 + "<main>" + "<a href=y>y</a>" * 2_000
    for body in (many, nested):
        assert len(page(body).links) <= 5_000


KINDS = [
    ("Serious case reviews", "<ul><li><a href=k.pdf>Child K</a><li><a href=l.pdf>Child L</a></ul>", URL, PageKind.HUB),
    ("Local Child Safeguarding Practice Reviews", "<p>A review is carried out when the criteria are met. " * 30, URL, PageKind.HUB),
    ("Learning from reviews", "<p>Will be added when available.", "https://n.example/learning/", PageKind.HUB),
    ("Adolygiadau ymarfer plant", "<p>Cyhoeddwyd", "https://n.example/cy/x/", PageKind.HUB),
    ("Case reviews published in 2014", "<p>2014 - Northmoor - Child B<p><a href=/x>Read the overview report</a>",
     "https://n.example/case-reviews/2014/", PageKind.HUB),
    ("Downloads", "<ul><li><a href=a.pdf>Unborn baby protocol (PDF)</a><li><a href=b.pdf>Escalation policy</a></ul>",
     "https://n.example/downloads/", PageKind.LISTING),
    ("Child J", "<p>Serious case review about Child J</p><a href=j.pdf>Overview report</a>",
     "https://n.example/learning-from-practice/case-reviews/child-j/", PageKind.CASE_PAGE),
    ("September 2016: Child E SCR", "<a href=e.pdf>Child E SCR Final Report</a>", "https://n.example/x/child-e/", PageKind.CASE_PAGE),
    ("Two serious case reviews published today", "<p>News</p>", "https://n.example/news/2-reviews/", PageKind.NEWS),
    ("Annual report 2020", "<a href=a.pdf>Annual report</a>", "https://n.example/about/", PageKind.OTHER),
    ("Contact us", "<p>Telephone", "https://n.example/contact/", PageKind.OTHER),
    ("Serious Case Reviews", "<p>8.2", "https://northmoorscb.proceduresonline.com/p_scr.html", PageKind.OTHER),
]  # fmt: skip


@pytest.mark.parametrize(("title", "body", "url", "kind"), KINDS)
def test_page_kinds(title: str, body: str, url: str, kind: PageKind) -> None:
    verdict = judge_page(page(f"<h1>{title}</h1>{body}", title=title, url=url))
    assert verdict.kind is kind, verdict
    assert verdict.reasons


WALLS = [
    (200, "Just a moment...", "<p>Checking your browser before accessing n.example"),
    (403, "Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1>"),
    (503, "Just a moment...", "<p>Enable JavaScript and cookies to continue"),
    (200, "Request unsuccessful", "<p>Request unsuccessful. Incapsula incident ID: 0-1"),
    (200, "Log in", "<form><label>Username<input name=u></label><label>Password<input type=password></label></form>"),
    (200, "Northmoor SCP | Sign in", "<h1>Sign in</h1><p>Please enter your password</p><input type=password>"),
    (200, "Protected: Learning reviews", "<p>This content is password protected. To view it please enter your password below: "
     "<form><input type=password></form>"),
    (200, "Members login", "<p>You must be logged in to view this page."),
    (200, "Before you continue", "<p>We use cookies. <button>Accept all</button>"),
    (200, "Northmoor", "<p>This website uses cookies to give you the best experience. Accept all cookies. Reject."),
    (403, "Forbidden", "<p>You do not have permission"),
    (429, "Too many requests", "<p>Slow down"),
    (200, "", "<script src='/cdn-cgi/challenge-platform/x.js'></script><p>Verifying"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "title", "body"), WALLS)
def test_walls_are_told_whatever_the_status(status: int, title: str, body: str) -> None:
    assert judge_page(page(body, title=title), status=status).kind is PageKind.WALL


@pytest.mark.parametrize(
    "extra",
    [
        "<div id=cookie-banner>This website uses cookies. <button>Accept all cookies</button></div>",
        "<div>We use cookies to improve this site. <a href=/cookies>Cookie policy</a></div>",
        "<a href=/login>Log in</a> <a href=/register>Register</a>",
        "<form><input name=user><input type=password><button>Log in</button></form>",
        "<script>var x='g-recaptcha'</script><p>Access denied to a child was a theme of this review.</p>",
    ],
)
def test_ordinary_pages_are_no_walls(extra: str) -> None:
    body = (
        f"{extra}<h1>Serious case reviews</h1><p>{'Reviews are published for at least one year. ' * 12}</p>"
        "<ul><li><a href=k.pdf>Child K overview report</a></ul>"
    )
    assert judge_page(page(body)).kind is PageKind.HUB


MISSING = [
    (404, "Anything", "<p>x"),
    (410, "Gone", "<p>x"),
    (200, "Page not found", "<h1>Page not found</h1><p>Try the search."),
    (200, "404 - Northmoor", "<h1>Oops! That page can’t be found.</h1>"),
    (
        200,
        "Northmoor SCP",
        "<h1>Sorry, we couldn't find that page</h1><p>The page you are looking for may have been moved",
    ),
    (200, "Error", "<p>The page you requested could not be found."),
    (200, "Heb ei chanfod", "<p>Nid yw'r dudalen"),
]


@pytest.mark.parametrize(("status", "title", "body"), MISSING)
def test_missing_pages_are_told_whatever_the_status(status: int, title: str, body: str) -> None:
    assert judge_page(page(body, title=title), status=status).kind is PageKind.MISSING


def test_a_hub_that_took_reviews_down_is_not_missing() -> None:
    body = "<h1>Serious case reviews</h1><p>Child K: no longer available.</p><p>Older reviews could not be found here.</p>"
    assert judge_page(page(body)).kind is PageKind.HUB


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("A report on 404 children", "<h1>404 children</h1><p>Words"),
        ("Learning log", "<h1>Learning log in practice</h1><p>Words"),
        (
            "Child K",
            "<h1>Child K</h1><p>Professionals were denied access. Verify you are human.</p><a href=k.pdf>Report</a>",
        ),
        (
            "Training",
            "<form><input type=password></form><h1>Welcome to the portal</h1><p>"
            + "Courses and dates. " * 60,
        ),
        ("Reviews", "<h1>Reviews</h1><p>There are currently no published reviews."),
    ],
)
def test_no_false_alarm(title: str, body: str) -> None:
    assert judge_page(page(body, title=title)).kind not in {PageKind.WALL, PageKind.MISSING, PageKind.NEWS}


def test_a_review_published_as_a_page() -> None:
    sections = "".join(
        f"<h2>{number}. {name}</h2><p>{'What agencies did, and why it made sense at the time. ' * 12}</p>"
        for number, name in enumerate(
            ("Introduction", "Methodology", "Analysis", "Findings", "Recommendations"), start=1
        )
    )
    found = page(
        f"<h1>Safeguarding Adults Review: June</h1>{sections}",
        title="SAR June",
        url="https://n.example/sar-june/",
    )
    assert judge_page(found).kind is PageKind.REVIEW
    guide = page(
        f"<h1>Serious case review guidance</h1>{sections}", title="Guidance", url="https://n.example/guide/"
    )
    assert judge_page(guide).kind is not PageKind.REVIEW
