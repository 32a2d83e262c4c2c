# ruff: noqa: E501 - one line of a page is one line here
"""Partnerships whose reviews stand in lists, accordions, tables and card pages."""

from __future__ import annotations

from tools.sampleweb import covers
from tools.sampleweb.covers import Case
from tools.sampleweb.layouts import Menu, builder, bullets, council, magazine, ordinary_pages, portal, theme
from tools.sampleweb.site import Site

SCR, LCSPR, SPR = (
    "Serious Case Review",
    "Local Child Safeguarding Practice Review",
    "Child Safeguarding Practice Review",
)
CRITERIA = (
    "<p>When a child has come to serious harm, the safeguarding partners ask what can be learnt. They first hold a rapid review. "
    "They may then commission a fuller review by somebody from outside the area.</p><p>A review is not an inquiry into who was at "
    "fault. It looks at how well services worked together, and what would make that easier.</p><p>The rules are in "
    '<a href="https://www.gov.uk/government/publications/working-together">the statutory guidance</a>.</p>'
)


def ashcombe() -> Site:
    """A flat list, a long way down the page, with case, role and date in each label."""
    site = Site(
        slug="ashcombe", title="Ashcombe Safeguarding Children Partnership", homepage="https://www.ashcombescp.org.uk/",
        start=("/practitioners/reviews-of-practice/",), aliases=("Ashcombe Safeguarding Children Board",),
    )  # fmt: skip
    board, old = site.title, site.aliases[0]
    menu: Menu = (
        ("Home", "/"),
        ("Who we are", "/who-we-are/"),
        ("Families", "/families/"),
        ("Practitioners", "/practitioners/"),
        ("Courses", "/courses/"),
    )
    up = "/wp-content/uploads/"
    ivy = Case(review_type="cspr", words=LCSPR, name="Child Ivy", board=board)
    tom = Case(review_type="cspr", words=SPR, name="Baby Tom", board=board)
    d = Case(review_type="scr", words=SCR, name="Child D", board=old)
    pair = Case(review_type="scr", words=SCR, name="Anna and Beth", board=old)
    put = site.paper
    links = [
        ("Child Ivy LCSPR – Overview Report – February 2025", put(covers.report(ivy, up + "2025/02/Child-Ivy-LCSPR-Final.pdf", "Moira Tennick", "2024-10", page_published="2025-02"))),
        ("Child Ivy LCSPR – Seven Minute Briefing – February 2025", put(covers.briefing(ivy, up + "2025/02/Child-Ivy-briefing.pdf", page_published="2025-02"))),
        ("Child Ivy LCSPR – Response of the partnership – February 2025", put(covers.response(ivy, up + "2025/02/Child-Ivy-response.pdf", page_published="2025-02"))),
        ("Baby Tom CSPR – Overview Report – 12 May 2022", put(covers.concerning(tom, up + "2022/05/baby-tom-cspr-v7.pdf", "Leonard Abbs", "2022-01-19", page_published="2022-05-12"))),
        ("Baby Tom CSPR – Action plan – 12 May 2022", put(covers.action_plan(tom, up + "2022/05/baby-tom-actions.pdf", page_published="2022-05-12"))),
        ("Child D Serious Case Review – published 30 January 2017", put(covers.dated(d, up + "2017/01/SCR-Child-D.pdf", "Petra Lyle", "2017-01-30", page_published="2017-01-30"))),
        ("Child D Serious Case Review – Executive Summary", put(covers.summary(d, up + "2017/01/SCR-Child-D-summary.pdf"))),
        ("Anna and Beth – Serious Case Review", put(covers.presented(pair, up + "2014/09/anna-beth.pdf", "Hugo Sale", "2014-06-11"))),
    ]  # fmt: skip
    form = site.decoy(
        up + "2024/04/review-request-form.pdf",
        "!Request for a safeguarding practice review",
        "+Referral form",
        ".Name of referrer:",
    )
    yearly = site.decoy(up + "2024/10/annual-report.pdf", f"+{board}", "!Annual Report", "!2023 to 2024")
    newsletter = site.decoy(
        up + "2024/11/newsletter.pdf", "!Newsletter", "+Issue 14, winter", ".New review published"
    )
    main = f'{CRITERIA}<h2>Asking for a review</h2><p>Use the <a href="{form}">referral form for a practice review</a>.</p><h2>Reports</h2>{bullets(links)}'
    site.put("/practitioners/reviews-of-practice/", theme(site, "Reviews of practice", main, menu))
    site.put(
        "/practitioners/",
        theme(
            site,
            "Practitioners",
            bullets(
                [
                    ("Reviews of practice", "/practitioners/reviews-of-practice/"),
                    ("Annual report", yearly),
                    ("Newsletter", newsletter),
                ]
            ),
            menu,
        ),
    )
    ordinary_pages(site, theme, menu)
    return site


def brindlemere() -> Site:
    """A card for each case, some with a picture only, and a page behind each card."""
    site = Site(slug="brindlemere", title="Brindlemere Safeguarding Children Partnership", homepage="https://brindlemeresafeguarding.org.uk/", aliases=("Brindlemere Local Safeguarding Children Board",))  # fmt: skip
    menu: Menu = (
        ("Start", "/"),
        ("For professionals", "/for-professionals/"),
        ("Learning library", "/learning-library/"),
        ("Events", "/events/"),
    )
    board, old = site.title, site.aliases[0]
    cases = [
        ("max", Case(review_type="cspr", words=LCSPR, name="Max", board=board), "Published 9 July 2024", "2024-07-09", "Read about Max"),
        ("child-v", Case(review_type="scr", words=SCR, name="Child V", board=old), "Published June 2018", "2018-06", ""),
        ("family-z", Case(review_type="learning_review", words="Learning Review", name="Family Z", board=board), "Published 2021", "2021", "Family Z"),
    ]  # fmt: skip
    cards = ""
    for slug, case, day, date, alt in cases:
        full = site.paper(
            covers.report(
                case,
                f"/media/{slug}-report.pdf",
                "Dilys Marchant",
                f"{int(date[:4]) - 1}-11",
                page_published=date,
                outline=True,
            )
        )
        brief = site.paper(
            covers.briefing(case, f"/media/{slug}-learning.pdf", "Learning Summary", page_published=date)
        )
        extra = (
            [
                (
                    "Partnership response",
                    site.paper(covers.response(case, f"/media/{slug}-response.pdf", page_published=date)),
                )
            ]
            if slug == "max"
            else []
        )
        page = f"<p>{day}</p><p>Everything that was published about this case is here.</p>{bullets([('Full report', full), ('Learning summary', brief), *extra])}<p><a href='/learning-library/'>All cases</a></p>"
        kind = f"{case.name}: {case.words}"
        site.put(f"/learning-library/{slug}/", builder(site, kind, page, menu))
        cards += f'<div class="elementor-image-box"><a href="/learning-library/{slug}/"><img src="/media/card-{slug}.png" alt="{alt}"></a></div>'
    toolkit = site.decoy("/media/neglect-toolkit.pdf", "!Neglect toolkit", "+For practitioners")
    site.put(
        "/learning-library/",
        builder(
            site,
            "Learning library: case reviews",
            f"<p>Choose a case review.</p>{cards}<p><a href='{toolkit}'>Neglect toolkit</a></p>",
            menu,
        ),
    )
    ordinary_pages(site, builder, menu)
    return site


_SERVICES = (
    "Bins", "Benefits", "Births", "Boats", "Buses", "Car parks", "Cemeteries", "Council tax", "Flooding",
    "Gritting", "Housing", "Libraries", "Markets", "Parks", "Pests", "Planning", "Schools", "Trees",
)  # fmt: skip


def _accordion(site: Site) -> str:
    """What Coldharbour publishes: one file is gone, one asks for a password."""
    files = "/sites/default/files/documents/"
    ruby = Case(review_type="cspr", words=LCSPR, name="Ruby", board=site.title)
    k = Case(review_type="scr", words=SCR, name="Case K", board="Coldharbour Safeguarding Children Board")
    put = site.paper
    ruby_links = [("Report", put(covers.report(ruby, files + "ruby-report.pdf", "Saul Penrose", "2023-03", page_published="2023-09-14"))), ("Practitioner briefing", put(covers.briefing(ruby, files + "ruby-briefing.pdf", "Practitioner Briefing", page_published="2023-09-14")))]  # fmt: skip
    case_links = [
        ("Overview report", put(covers.dated(k, files + "case-k.pdf", "Ingrid Moss", "2016-11"))),
        ("Executive summary", put(covers.summary(k, files + "case-k-summary.pdf", form="locked", page_published="2016-11", also={"title": ("Executive summary", "Case K")}))),
        ("Press statement", put(covers.statement(k, files + "case-k-statement.pdf", page_published="2016-11"))),
        ("Action plan", put(covers.action_plan(k, files + "case-k-plan.pdf", form="missing", page_published="2016-11", also={"title": ("Action plan",)}))),
    ]  # fmt: skip
    guide = site.decoy(
        files + "process-guide.pdf", "!How we carry out practice reviews", "+Guidance for staff"
    )
    return f"{CRITERIA}<details><summary>Ruby, LCSPR, published 14 September 2023</summary>{bullets(ruby_links)}</details><details><summary>Case K, Serious Case Review, published November 2016</summary>{bullets(case_links)}</details><details><summary>How we do it</summary>{bullets([('Guidance on practice reviews', guide)])}</details>"


def coldharbour() -> Site:
    """A small part of a council's site, behind a menu of unrelated services; reports in an accordion."""
    site = Site(
        slug="coldharbour", title="Coldharbour Safeguarding Children Partnership", homepage="https://www.coldharbour.gov.uk/social-care/safeguarding-partnership",
        start=("https://www.coldharbour.gov.uk/lscb/scr",), aliases=("Coldharbour LSCB",),
    )  # fmt: skip
    menu: Menu = tuple((name, "/" + name.lower().replace(" ", "-")) for name in _SERVICES)
    for label, path in menu:
        topics = bullets(
            [
                (f"{label}: {topic}", f"{path}/{topic}")
                for topic in ("apply", "pay", "report-a-problem", "policy", "appeals")
            ]
        )
        site.put(path, council(site, label, topics, menu))
    base = "/social-care/safeguarding-partnership"
    main = _accordion(site)
    site.put(f"{base}/practice-reviews", council(site, "Practice reviews", main, menu))
    site.put(
        base,
        council(
            site,
            site.title,
            bullets(
                [
                    ("About the partnership", f"{base}/about"),
                    ("Practice reviews", f"{base}/practice-reviews"),
                    ("Training offer", f"{base}/training"),
                ]
            ),
            menu,
        ),
    )
    site.put(
        "https://www.coldharbour.gov.uk/lscb/scr",
        council(site, "Page not found", "<p>That page has gone.</p>", menu),
        status=404,
    )
    ordinary_pages(
        site,
        council,
        (("About", f"{base}/about"), ("Training offer", f"{base}/training")),
        (("County services", "/"),),
    )
    return site


def dunwick() -> Site:
    """Everything is listed, and robots.txt closes the folder that the files are in."""
    site = Site(
        slug="dunwick",
        title="Dunwick Safeguarding Children Partnership",
        homepage="https://dunwickscp.org.uk/",
        start=("/lscp/p/reviews",),
    )
    site.robots("User-agent: *\nDisallow: /assets/\n")
    menu: Menu = (
        ("Welcome", "/"),
        ("Professionals", "/lscp/p"),
        ("Children", "/lscp/c"),
        ("Contacts", "/lscp/contacts"),
    )
    a = Case(review_type="cspr", words=LCSPR, name="Child Alder", board=site.title)
    b = Case(review_type="scr", words=SCR, name="Baby W", board=site.title)
    rows = [
        ("Child Alder: LCSPR report, 3 April 2024", covers.report(a, "/assets/10/alder.pdf", "N/A", "2024-01", form="denied", page_published="2024-04-03")),
        ("Child Alder: LCSPR 7 minute briefing, 3 April 2024", covers.briefing(a, "/assets/10/alder-7.pdf", form="denied", page_published="2024-04-03")),
        ("Baby W: Serious Case Review overview report", covers.report(b, "/assets/10/baby-w.pdf", "N/A", "2015-01", form="denied")),
        ("Baby W: Serious Case Review action plan", covers.action_plan(b, "/assets/10/baby-w-plan.pdf", form="denied")),
    ]  # fmt: skip
    main = "<p>Copies of our reports:</p>" + bullets([(label, site.paper(paper)) for label, paper in rows])
    site.put("/lscp/p/reviews", magazine(site, "Reviews", main, menu))
    site.put("/lscp/p/reviews?print=1", magazine(site, "Reviews", main, menu))
    site.put(
        "/lscp/p",
        magazine(
            site,
            "Professionals",
            bullets([("Reviews", "/lscp/p/reviews"), ("Thresholds", "/lscp/p/thresholds")]),
            menu,
        ),
    )
    ordinary_pages(site, magazine, menu, (("Thresholds", "/lscp/p/thresholds"),))
    return site


def fallowdale() -> Site:
    """One table: a row for each case, a column for each kind of document, the date in the cell."""
    site = Site(slug="fallowdale", title="Fallowdale Safeguarding Children Partnership", homepage="https://www.fallowdale-scp.org.uk/", start=("/professionals/Case-Reviews.aspx",), aliases=("Fallowdale Safeguarding Children Board",))  # fmt: skip
    menu: Menu = (
        ("Home", "/"),
        ("Professionals", "/professionals/"),
        ("Case reviews", "/professionals/Case-Reviews.aspx"),
        ("Calendar", "/calendar.aspx?m=1"),
    )
    old = site.aliases[0]
    cells = [
        (Case(review_type="scr", words=SCR, name="Child B", board=old), "12 March 2013", "2013-03-12", True),
        (Case(review_type="scr", words=SCR, name="Young Person 3", board=old), "12 March 2013", "2013-03-12", False),
        (Case(review_type="scr", words=SCR, name="FD17", board=old), "1 October 2018", "2018-10-01", True),
    ]  # fmt: skip
    body = ""
    for case, day, date, planned in cells:
        stem = "/Docs/" + (case.name or "").replace(" ", "")
        link = f"Published {day}"
        full = site.paper(
            covers.report(
                case, f"{stem}-overview.pdf", "Rufus Oldham", f"{int(date[:4]) - 1}-12", page_published=date
            )
        )
        brief = site.paper(covers.summary(case, f"{stem}-summary.pdf", page_published=date))
        plan = (
            f'<a href="{site.paper(covers.action_plan(case, f"{stem}-plan.pdf", page_published=date))}">{link}</a>'
            if planned
            else "Not published"
        )
        body += f'<tr><th>{case.name}</th><td><a href="{full}">{link}</a></td><td><a href="{brief}">{link}</a></td><td>{plan}</td></tr>'
    table = f"<table><caption>Serious case reviews</caption><tr><th>Case</th><th>Overview report</th><th>Executive summary</th><th>Action plan</th></tr>{body}</table>"
    form = site.decoy("/Docs/notification.pdf", "!Serious incident notification", "+Form for agencies")
    site.put(
        "/professionals/Case-Reviews.aspx",
        portal(
            site,
            "Case Reviews",
            f"<p>Since 2012 we have published these reviews. To tell us of a case use the <a href='{form}'>notification form</a>.</p>{table}",
            menu,
        ),
    )
    for month in range(1, 25):
        site.put(
            f"/calendar.aspx?m={month}",
            portal(
                site,
                f"Calendar {month}",
                f'<p><a href="/calendar.aspx?m={month - 1}">Earlier</a> <a href="/calendar.aspx?m={month + 1}">Later</a></p>',
                menu,
            ),
        )
    ordinary_pages(site, portal, menu)
    return site
