# ruff: noqa: E501 - one line of a page is one line here
"""Sites that publish more than children's reviews, share them, moved, or tell of them in the news."""

from __future__ import annotations

import dataclasses

from tools.sampleweb import covers
from tools.sampleweb.covers import Case
from tools.sampleweb.layouts import Menu, builder, bullets, ordinary_pages, plain, portal, theme
from tools.sampleweb.partnerships import CRITERIA, LCSPR, SCR, SPR
from tools.sampleweb.prose import paragraphs
from tools.sampleweb.site import Paper, Site


def _listing(rows: list[tuple[str, str, str]]) -> str:
    """Downloads with the size on the line below each."""
    return (
        "<ul>"
        + "".join(f'<li><a href="{url}">{label} (PDF)</a><br>Size: {size}</li>' for label, url, size in rows)
        + "</ul>"
    )


def _child_listing(site: Site) -> str:
    """One case: a report, an appendix to it, an answer."""
    cspr = Case(review_type="cspr", words=SPR, name="CSPR 7", board=site.title, also=("7",))
    at = "/downloads/file/"
    appendix = cspr.paper(
        at + "72/cspr_7_appendix",
        "appendix",
        ("!CSPR 7", "!Appendix 2", f".{site.title}"),
        "CSPR 7 Appendix 2",
        length=3,
        page_published="2023-11",
    )
    return _listing([
        ("CSPR 7 - Overview Report", site.paper(covers.concerning(cspr, at + "70/cspr_7_overview", "Wilma Trott", "2023-08-02", page_published="2023-11")), "412.10 KB"),
        ("CSPR 7 - Appendix 2", site.paper(appendix), "60.22 KB"),
        ("CSPR 7 - Partnership response", site.paper(covers.response(cspr, at + "73/cspr_7_response", page_published="2023-11")), "55.00 KB"),
    ])  # fmt: skip


def eldermoor() -> Site:
    """Children, adults and domestic homicide on one page that leads to lists of downloads."""
    site = Site(slug="eldermoor", title="Eldermoor & Wick Safeguarding Partnership", homepage="https://www.eldermoorsafeguarding.org.uk/", start=("/info/12/learning",), aliases=("Eldermoor & Wick Safeguarding Children Board",))  # fmt: skip
    menu: Menu = (
        ("Home", "/"),
        ("Learning", "/info/12/learning"),
        ("Key documents", "/info/14/documents"),
        ("Events", "/info/15/events"),
    )
    sar = Case(
        review_type="sar",
        words="Safeguarding Adult Review",
        name="Harold",
        board="Eldermoor & Wick Safeguarding Adults Board",
    )
    dhr = Case(
        review_type="dhr",
        words="Domestic Homicide Review",
        name="Case 3",
        board="Eldermoor & Wick Community Safety Partnership",
    )
    at = "/downloads/file/"
    children = _child_listing(site)
    adults = _listing([
        ("SAR Harold", site.paper(covers.report(sar, at + "80/sar_harold", "Grace Ackland", "2022-05")), "300 KB"),
        ("SAR Harold - learning briefing", site.paper(covers.briefing(sar, at + "81/sar_harold_briefing", "Learning Briefing")), "90 KB"),
    ])  # fmt: skip
    home_office = dhr.paper(at + "92/case_3_letter", "letter", (".Home Office", ".2 Marsham Street, London", f".Domestic Homicide Review (Case 3): {dhr.board}", ".Thank you for submitting this report to the Quality Assurance Panel."), "Domestic Homicide Review (Case 3)", length=2, board=None, also={"title": ("Domestic Homicide Review Case 3 - Home Office letter", "Home Office letter"), "board": ("Home Office", dhr.board)})  # fmt: skip
    homicide = _listing([
        ("Domestic Homicide Review Case 3 - Overview Report", site.paper(covers.report(dhr, at + "90/case_3", "Otto Frayne", "2019-02")), "500 KB"),
        ("Domestic Homicide Review Case 3 - Home Office letter", site.paper(home_office), "40 KB"),
    ])  # fmt: skip
    form = site.decoy(at + "20/referral", "!CSPR Referral Form", "+Part 1")
    plan = site.decoy(at + "21/strategic_plan", "!Strategic Plan 2022 to 2025", f"+{site.title}")
    site.put(
        "/downloads/download/5/children",
        portal(site, "Published child reviews", f"<h2>November 2023</h2>{children}", menu),
    )
    site.put("/downloads/download/6/adults", portal(site, "Published adult reviews", adults, menu))
    site.put(
        "/downloads/download/7/homicide", portal(site, "Published domestic homicide reviews", homicide, menu)
    )
    main = f"<h2>Children</h2><p><a href='/downloads/download/5/children'>Download published child safeguarding practice reviews</a></p><p><a href='{form}'>CSPR referral form</a></p><h2>Adults</h2><p><a href='/downloads/download/6/adults'>Download published safeguarding adult reviews</a></p><h2>Domestic homicide</h2><p><a href='/downloads/download/7/homicide'>Domestic homicide reviews</a></p>"
    site.put("/info/12/learning", portal(site, "Learning from reviews", main, menu))
    site.put(
        "/info/14/documents",
        portal(site, "Key documents", _listing([("Strategic Plan 2022 to 2025", plan, "1 MB")]), menu),
    )
    ordinary_pages(site, portal, menu)
    return site


def harptree() -> Site:
    """A body that changed its name and its domain; one review was made jointly with Larkhill."""
    site = Site(slug="harptree-and-combe", title="Harptree and Combe Safeguarding Children Partnership", homepage="http://www.harptreelscb.org.uk/", start=("/serious-case-reviews.html",), aliases=("Harptree and Combe Local Safeguarding Children Board",), note="moved to another domain")  # fmt: skip
    new = "https://www.hcscp.org.uk"
    site.redirect("/", f"{new}/")
    site.redirect("/serious-case-reviews.html", f"{new}/")
    menu: Menu = (("Home", f"{new}/"), ("Learning", f"{new}/learning/"), ("Board", f"{new}/board/"))
    joint = Case(
        review_type="cspr",
        words="Joint Local Child Safeguarding Practice Review",
        name="Noor",
        board=site.title,
        review="joint: Noor",
    )
    old = Case(review_type="scr", words=SCR, name="Child P", board=site.aliases[0])
    at = f"{new}/files/"
    first = covers.report(old, at + "child-p-2018.pdf", "Ralph Deane", "2018-02")
    revised = covers.report(
        old, at + "child-p-2020.pdf", "Ralph Deane", "2020-03", text=site.slug + first.path, revised=True
    )
    links = [
        ("Noor – joint LCSPR with Larkhill – report (11 June 2024)", site.paper(covers.report(joint, at + "noor-joint.pdf", "Sonia Vance", "2024-02", text="joint review Noor", page_published="2024-06-11"))),
        ("Noor – joint LCSPR – briefing (11 June 2024)", site.paper(covers.briefing(joint, at + "noor-briefing.pdf", page_published="2024-06-11"))),
        ("SCR Child P overview report", site.paper(first)),
        ("SCR Child P overview report, revised", site.paper(revised, replaces=site.key(first.path))),
        ("SCR Child P executive summary", site.paper(covers.summary(old, at + "child-p-summary.pdf"))),
    ]  # fmt: skip
    site.put(f"{new}/learning/reviews/", theme(site, "Case reviews", CRITERIA + bullets(links), menu))
    site.put(
        f"{new}/learning/",
        theme(
            site,
            "Learning",
            bullets([("Case reviews", f"{new}/learning/reviews/"), ("Courses", f"{new}/learning/courses/")]),
            menu,
        ),
    )
    for label, path in (("Home", "/"), ("Board", "/board/"), ("Courses", "/learning/courses/")):
        site.put(new + path, theme(site, label, "<p>Welcome to our new site.</p>", menu))
    return site


def _joint_papers(site: Site) -> tuple[str, str]:
    """The review made with Harptree, and the answer to it."""
    joint = Case(
        review_type="cspr",
        words="Joint Local Child Safeguarding Practice Review",
        name="Noor",
        board="Harptree and Combe Safeguarding Children Partnership",
        review="joint: Noor",
    )
    copy = covers.report(
        joint,
        "/files/Noor_report_for_publication.pdf",
        "Sonia Vance",
        "2024-02",
        text="joint review Noor",
        page_published="2024-06",
        also={"board": (site.title,)},
    )
    noor = site.paper(
        copy,
        duplicate_of="harptree-and-combe:https://www.hcscp.org.uk/files/noor-joint.pdf",
        duplicate_optional=True,
    )
    own = dataclasses.replace(joint, board=site.title)
    answer = site.paper(covers.response(own, "/files/Noor_Larkhill_response.pdf", page_published="2024-06"))
    return noor, answer


def _own_papers(site: Site) -> tuple[str, str, str]:
    """Two Word files and a scan."""
    ellen = Case(review_type="scr", words=SCR, name="Ellen", board=site.aliases[0])
    two = Case(review_type="scr", words=SCR, name="Child X", board=site.aliases[0])
    report = site.paper(
        covers.concerning(
            ellen,
            "/files/ellen.docx",
            "Barnaby Firth",
            "2015-04-20",
            form="docx",
            page_published="2015-10-02",
        )
    )
    short = site.paper(
        covers.summary(ellen, "/files/ellen-summary.docx", form="docx", page_published="2015-10-02")
    )
    scan = site.paper(
        covers.summary(
            two, "/files/childx.pdf", form="scan", also={"title": ("executive summary", "Child X")}
        )
    )
    return report, short, scan


def larkhill() -> Site:
    """Links inside sentences, Word files, and a review that is a web page."""
    site = Site(slug="larkhill", title="Larkhill Safeguarding Children Partnership", homepage="https://www.larkhillscp.org.uk/", start=("/page.php?id=44",), aliases=("Larkhill Safeguarding Children Board",))  # fmt: skip
    menu: Menu = (("Home", "/"), ("Reviews", "/page.php?id=44"), ("Help", "/page.php?id=3"))
    noor, answer = _joint_papers(site)
    report, short, scan = _own_papers(site)
    form = site.decoy(
        "/files/blank-report.pdf",
        "!Serious Case Review",
        "!Overview report template",
        ".[Insert name of board]",
    )
    chapters = ("Introduction", "What happened", "What we learnt", "What will change")
    words = [f"<p>{paragraph}</p>" for paragraph in paragraphs("the page about Gwen", 14)]
    text = "".join(f"<h2>{head}</h2>{''.join(words[n * 4 : n * 4 + 4])}" for n, head in enumerate(chapters))
    gwen = Paper(
        path="/page.php?id=51",
        review_type="learning_review",
        role="overview_report",
        case="Gwen",
        lines=(),
        title="Learning Review: Gwen",
    )
    site.page_document("/page.php?id=51", plain(site, "Learning Review: Gwen", text, menu), gwen)
    main = (
        f'<p>In June 2024 we published a joint review about Noor. The report is <a href="{noor}">here</a> and our answer is <a href="{answer}">here</a>.</p>'
        f'<p>The serious case review about Ellen was published on 2 October 2015. Read the <a href="{report}">overview report</a> or the <a href="{short}">executive summary</a> (Word).</p>'
        f'<p>The <a href="{scan}">executive summary</a> of the serious case review about Child X is a scanned copy.</p><p>The <a href="/page.php?id=51">Learning Review about Gwen</a> can be read on this site.</p>'
        f'<p>Authors may start from our <a href="{form}">report template</a>.</p>'
    )  # fmt: skip
    site.put("/page.php?id=44", plain(site, "Reviews", main, menu))
    ordinary_pages(site, plain, menu)
    return site


_ANNOUNCED = (
    ("Leo", "2023-12-04", LCSPR, "cspr"),
    ("Child M", "2016-05-19", SCR, "scr"),
    ("Twins A and B", "2021-07-07", SPR, "cspr"),
)


def _announcement(site: Site, menu: Menu, name: str, date: str, words: str, kind: str) -> tuple[str, str]:
    """The news item about one publication: its headline and its path."""
    case = Case(review_type=kind, words=words, name=name, board=site.title)
    slug = name.lower().replace(" ", "-")
    begun = f"{int(date[:4]) - 1}-09"
    report = covers.report(case, f"/files/{slug}.pdf", "Anselm Roe", begun, page_published=date)
    links = [("Read the report", site.paper(report))]
    if name != "Twins A and B":
        words_to_press = covers.statement(case, f"/files/{slug}-statement.pdf", page_published=date)
        links.append(("Statement from the Independent Chair", site.paper(words_to_press)))
    path, head = f"/latest/{slug}-review/", f"{words} published: {name}"
    text = f"<p>The partnership has published its {words} about {name}.</p>{bullets(links)}"
    site.put(path, builder(site, head, text, menu, covers.in_words(date)))
    return head, path


def purbrook() -> Site:
    """A news item for each publication, among other news, on pages of ten."""
    site = Site(
        slug="purbrook",
        title="Purbrook Safeguarding Children Partnership",
        homepage="https://purbrooksafeguarding.co.uk/",
        start=("/latest/",),
    )
    menu: Menu = (
        ("Home", "/"),
        ("Latest", "/latest/"),
        ("Learning", "/learning/"),
        ("Safeguarding week", "/week/"),
    )
    items = [_announcement(site, menu, *what) for what in _ANNOUNCED]
    filler = [(f"Safeguarding week: session {n}", f"/latest/session-{n}/") for n in range(1, 18)]
    for head, path in filler:
        site.put(path, builder(site, head, "<p>Join us online at noon.</p>", menu, "1 November 2024"))
    mixed = [*filler[:4], items[0], *filler[4:12], items[2], *filler[12:], items[1]]
    for start in range(0, len(mixed), 10):
        path = "/latest/" if not start else f"/latest/page/{start // 10 + 1}/"
        later = (
            f'<a class="next page-numbers" href="/latest/page/{start // 10 + 2}/">Older posts</a>'
            if start + 10 < len(mixed)
            else ""
        )
        site.put(
            path,
            builder(
                site,
                "Latest",
                "".join(
                    f'<article><h3><a href="{p}">{h}</a></h3></article>' for h, p in mixed[start : start + 10]
                )
                + later,
                menu,
            ),
        )
    site.put(
        "/learning/",
        builder(
            site,
            "Learning",
            "<p>Our case reviews are announced under <a href='/latest/'>Latest</a>.</p>" + bullets(items),
            menu,
        ),
    )
    ordinary_pages(site, builder, menu)
    return site
