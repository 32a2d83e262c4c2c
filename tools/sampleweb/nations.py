# ruff: noqa: E501 - one line of a page is one line here
"""A Scottish committee, a Welsh board with twins in both languages, a board in Northern Ireland."""

from __future__ import annotations

from tools.sampleweb import covers
from tools.sampleweb.covers import Case
from tools.sampleweb.layouts import Menu, bullets, council, ordinary_pages, portal, theme
from tools.sampleweb.site import Site


def glenfarrow() -> Site:
    """Where the letters SCR mean a significant case review."""
    site = Site(slug="glenfarrow", title="Glenfarrow Child Protection Committee", homepage="https://www.glenfarrowcpc.scot/", nation="scotland", kind="committee", start=("/professionals/reviews/",))  # fmt: skip
    menu: Menu = (
        ("Home", "/"),
        ("The committee", "/committee/"),
        ("Professionals", "/professionals/"),
        ("Public", "/public/"),
    )
    scr = Case(review_type="sig_cr", words="Significant Case Review", name="Child Ailsa", board=site.title)
    review = Case(review_type="learning_review", words="Learning Review", name="Child R", board=site.title)
    links = [
        ("SCR Child Ailsa (published 6 February 2019)", site.paper(covers.report(scr, "/docs/ailsa.pdf", "Iona Baird", "2018-08", page_published="2019-02-06"))),
        ("SCR Child Ailsa – Executive Summary (published 6 February 2019)", site.paper(covers.summary(scr, "/docs/ailsa-summary.pdf", page_published="2019-02-06"))),
        ("Learning Review Child R", site.paper(covers.concerning(review, "/docs/child-r.pdf", "Hamish Orr", "2023-05-30"))),
        ("Learning Review Child R – briefing for staff", site.paper(covers.briefing(review, "/docs/child-r-briefing.pdf", "Briefing for staff"))),
    ]  # fmt: skip
    guidance = site.decoy(
        "/docs/national-guidance.pdf",
        "!National guidance for child protection committees",
        "+Undertaking learning reviews",
    )
    minutes = site.decoy("/docs/minutes.pdf", "!Minutes of the Child Protection Committee", ".9 March 2023")
    site.put(
        "/professionals/reviews/",
        theme(
            site,
            "Significant case reviews and learning reviews",
            f"<p>See the <a href='{guidance}'>national guidance on learning reviews</a>.</p>{bullets(links)}",
            menu,
        ),
    )
    site.put(
        "/professionals/",
        theme(
            site,
            "Professionals",
            bullets(
                [
                    ("Significant case reviews and learning reviews", "/professionals/reviews/"),
                    ("Minutes of the committee", minutes),
                ]
            ),
            menu,
        ),
    )
    ordinary_pages(site, theme, menu)
    return site


_CHILD_REVIEWS = (
    ("DHSB 3 2018", "Extended", "Estynedig", "2020-11", "Tachwedd 2020", "2021-03-18"),
    ("DHSB 1 2022", "Concise", "Cryno", "2023-06", "Mehefin 2023", "2023-10-05"),
)


def _child_review(
    site: Site, code: str, kind: str, ansoddair: str, when: str, mis: str, date: str
) -> tuple[str, str]:
    """One child practice review: its part of the English page and of the Welsh one."""
    case = Case(review_type="cpr", words=f"{kind} Child Practice Review", name=code, board=site.title)
    stem = f"/files/{code.replace(' ', '-').lower()}"
    lines = (f"+{site.aliases[0]}", f"!Adolygiad Ymarfer Plant {ansoddair}", f"!{code}", "", f".{mis}")
    cymraeg = case.paper(
        f"{stem}-cymraeg.pdf",
        "overview_report",
        lines,
        f"Adolygiad Ymarfer Plant {ansoddair} {code}",
        board=site.aliases[0],
        completed=when,
        language="cy",
        page_published=date,
    )
    report = site.paper(covers.report(case, f"{stem}-report.pdf", "Nerys Bowen", when, page_published=date))
    twin = site.paper(cymraeg)
    brief = site.paper(covers.briefing(case, f"{stem}-briefing.pdf", page_published=date))
    day = covers.in_words(date)
    listed = bullets([("Report", report), ("Seven minute briefing", brief), ("Adroddiad (Cymraeg)", twin)])
    return (
        f"<h2>{kind} Child Practice Review {code}</h2><p>Published {day}</p>{listed}",
        f"<h2>Adolygiad Ymarfer Plant {ansoddair} {code}</h2>{bullets([('Adroddiad', twin)])}",
    )


def dyffryn_heli() -> Site:
    """Child practice reviews, each report in English and in Welsh, on twin pages."""
    site = Site(slug="dyffryn-heli", title="Dyffryn Heli Safeguarding Board", homepage="https://www.dyffrynheli.wales/", nation="wales", kind="regional_board", start=("/en/reviews/",), aliases=("Bwrdd Diogelu Dyffryn Heli",))  # fmt: skip
    menu: Menu = (
        ("Home", "/"),
        ("Reviews", "/en/reviews/"),
        ("Board members", "/en/members/"),
        ("Cymraeg", "/cy/"),
    )
    dewislen: Menu = (("Hafan", "/cy/"), ("Adolygiadau", "/cy/adolygiadau/"), ("English", "/"))
    english, welsh = [], []
    for each in _CHILD_REVIEWS:
        in_english, in_welsh = _child_review(site, *each)
        english.append(in_english)
        welsh.append(in_welsh)
    adult = Case(review_type="apr", words="Adult Practice Review", name="DHSB 2 2019", board=site.title)
    english.append(
        "<h2>Adult Practice Reviews</h2>"
        + bullets(
            [
                (
                    "Adult Practice Review DHSB 2 2019",
                    site.paper(covers.report(adult, "/files/dhsb-2-2019.pdf", "Aled Prosser", "2021-01")),
                )
            ]
        )
    )
    protocol = site.decoy("/files/protocol.pdf", "!Child Practice Review Protocol", f"+{site.title}")
    site.put(
        "/en/reviews/",
        portal(
            site,
            "Practice reviews",
            "".join(english) + bullets([("Child Practice Review protocol", protocol)]),
            menu,
        ),
    )
    site.put(
        "/cy/adolygiadau/",
        portal(site, "Adolygiadau ymarfer", "".join(welsh), dewislen).replace('lang="en"', 'lang="cy"'),
    )
    site.put("/cy/", portal(site, "Hafan", "<p>Croeso.</p>", dewislen).replace('lang="en"', 'lang="cy"'))
    ordinary_pages(site, portal, menu)
    return site


def loughside() -> Site:
    """Only executive summaries are published."""
    site = Site(slug="loughside", title="Loughside Safeguarding Board", homepage="https://www.loughsidesafeguarding.org/", nation="northern_ireland", kind="regional_board", start=("/case-management-reviews",))  # fmt: skip
    menu: Menu = (
        ("Home", "/"),
        ("Our work", "/our-work"),
        ("Case Management Reviews", "/case-management-reviews"),
        ("Resources", "/resources"),
    )
    links = []
    for name, day, date in (
        ("Aoife", "8 June 2017", "2017-06-08"),
        ("Baby C", "23 November 2020", "2020-11-23"),
    ):
        case = Case(review_type="cmr", words="Case Management Review", name=name, board=site.title)
        slug = name.lower().replace(" ", "-")
        links.append(
            (
                f"Case Management Review: {name} – Executive Summary (published {day})",
                site.paper(covers.summary(case, f"/files/{slug}.pdf", page_published=date)),
            )
        )
        links.append(
            (
                f"Case Management Review: {name} – learning leaflet",
                site.paper(covers.briefing(case, f"/files/{slug}-leaflet.pdf", "Learning Leaflet")),
            )
        )
    guide = site.decoy(
        "/files/cmr-guidance.pdf", "!Case Management Review", "!Practice guidance", ".Version 3"
    )
    site.put(
        "/case-management-reviews",
        council(
            site,
            "Case Management Reviews",
            f"<p>The <a href='{guide}'>practice guidance</a> says how we work.</p>{bullets(links)}",
            menu,
        ),
    )
    ordinary_pages(site, council, menu)
    return site
