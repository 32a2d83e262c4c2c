# ruff: noqa: E501 - one line of a page is one line here
"""A national library of deposited copies, and sites that are empty, closed, or have moved their list."""

from __future__ import annotations

from dataclasses import replace

from tools.sampleweb import covers
from tools.sampleweb.covers import Case
from tools.sampleweb.layouts import Menu, bullets, ordinary_pages, portal, theme
from tools.sampleweb.partnerships import CRITERIA, LCSPR, SCR
from tools.sampleweb.site import Paper, Site

# What an entry of the library says more exactly than the cover sheet does.
_ENTRY_DATES = {"K00117": "2017-01", "K00131": "2018-10", "K00121": "2017-05"}


def _deposits(site: Site, ashcombe: Site, fallowdale: Site, years: dict[str, list[tuple[str, str]]]) -> None:
    """Copies of reports that their own boards still publish."""
    copies = (
        (ashcombe, "/wp-content/uploads/2017/01/SCR-Child-D.pdf", "January 2017 – Ashcombe – Child D", "K00117", "2017"),
        (ashcombe, "/wp-content/uploads/2014/09/anna-beth.pdf", "2014 – Ashcombe – Anna and Beth", "K00098", "2014"),
        (fallowdale, "/Docs/FD17-overview.pdf", "October 2018 – Fallowdale – FD17", "K00131", "2018"),
    )  # fmt: skip
    for owner, path, entry, number, year in copies:
        original = owner.paper_at(path)
        sheet = (
            f"Title: {original.title}.",
            f"LSCB: {original.board}",
            f"Author: {original.authors[0]}",
            f"Date of publication: {year}",
            "Deposited with the library by the board that published it.",
        )
        dates = tuple(d for d in (original.published, original.page_published, _ENTRY_DATES.get(number)) if d)
        copy = replace(
            original,
            path=f"/copies/{number}.pdf",
            library_sheet=sheet,
            text=original.text or f"{owner.slug}{path}",
            published=year,
            page_published=None,
            review=original.review or f"{owner.slug}: {original.case}",
            also={**original.also, "published": dates},
        )
        years.setdefault(year, []).append((entry, site.paper(copy, duplicate_of=owner.key(path))))


def _only_here(site: Site, years: dict[str, list[tuple[str, str]]]) -> None:
    """Reports that are found nowhere else."""
    own = (
        ("2018 – Anonymous – Kit", Case(review_type="scr", words=SCR, name="Kit", board="Anonymous"), "K00140", "2018", "new"),
        ("2014 – Stanmoor – Child OB", Case(review_type="scr", words=SCR, name="Child OB", board="Stanmoor Safeguarding Children Board"), "K00101", "2014", "held"),
        ("May 2017 – Westlake – Jamie", Case(review_type="scr", words=SCR, name="Jamie", board="Westlake Safeguarding Children Board"), "K00121", "2017", "held"),
    )  # fmt: skip
    for entry, case, number, year, status in own:
        named = status == "held"
        title = f"{case.words}: {case.name}"
        sheet = (
            f"Title: {title}.",
            f"LSCB: {case.board if named else 'Published anonymously'}",
            "Author: Constance Hale",
            f"Date of publication: {year}",
            "Deposited with the library.",
        )
        lines = (f"!{case.words}", f"!{case.name}", "+Overview Report")
        paper = case.paper(
            f"/copies/{number}.pdf",
            "overview_report",
            lines,
            title,
            authors=("Constance Hale",),
            published=year,
            library_sheet=sheet,
            board=case.board if named else None,
            also={"title": (f"{title} Overview Report",), "published": (_ENTRY_DATES.get(number, year),)},
        )
        years.setdefault(year, []).append((entry, site.paper(paper, status=status)))


def kestrel(ashcombe: Site, fallowdale: Site) -> Site:
    """A national library: a page for each year, and a cover sheet before each deposited report."""
    site = Site(slug="kestrel-library", title="Kestrel Trust Library of Case Reviews", homepage="https://library.kestreltrust.org.uk/", nation="uk", kind="national", start=("/case-reviews/",))  # fmt: skip
    menu: Menu = (
        ("Home", "/"),
        ("Case reviews", "/case-reviews/"),
        ("Briefings", "/briefings/"),
        ("Donate", "/donate/"),
    )
    years: dict[str, list[tuple[str, str]]] = {}
    _deposits(site, ashcombe, fallowdale, years)
    _only_here(site, years)
    for year, entries in years.items():
        text = "".join(
            f"<h3>{entry}</h3><p>What was learnt, in two sentences.</p><p>Keywords: recording, schools</p><p><a href='{url}'>Read the overview report</a></p>"
            for entry, url in entries
        )
        site.put(f"/case-reviews/{year}/", portal(site, f"Case reviews published in {year}", text, menu))
    themes = site.decoy(
        "/briefings/infants.pdf", "!Infants: what case reviews tell us", "+A summary of many reviews", ".2021"
    )
    site.put(
        "/case-reviews/",
        portal(
            site,
            "Case reviews by year",
            bullets(
                [
                    (f"Case reviews published in {year}", f"/case-reviews/{year}/")
                    for year in sorted(years, reverse=True)
                ]
            ),
            menu,
        ),
    )
    site.put(
        "/briefings/",
        portal(site, "Briefings", bullets([("Infants: what case reviews tell us", themes)]), menu),
    )
    ordinary_pages(site, portal, menu)
    return site


def mossgate() -> Site:
    """A list that has nothing on it yet."""
    site = Site(
        slug="mossgate",
        title="Mossgate Safeguarding Children Partnership",
        homepage="https://www.mossgatescp.org.uk/",
        start=("/learning/reviews/",),
        outcome="empty",
    )
    menu: Menu = (("Home", "/"), ("Learning", "/learning/"), ("Reviews", "/learning/reviews/"))
    guide = site.decoy("/files/guide.pdf", "!A short guide to statutory reviews")
    site.put(
        "/learning/reviews/",
        theme(
            site,
            "Local reviews",
            f"{CRITERIA}<p><a href='{guide}'>A short guide to statutory reviews</a></p><h2>Published reviews</h2><p>Reports will appear on this page when we have any to publish.</p>",
            menu,
        ),
    )
    ordinary_pages(site, theme, menu)
    return site


def netherby() -> Site:
    """A site whose front door asks the visitor to prove that they are human."""
    site = Site(
        slug="netherby",
        title="Netherby Safeguarding Partnership",
        homepage="https://www.netherbysafeguarding.org.uk/",
        start=("/reviews/",),
        outcome="blocked",
    )
    door = '<!DOCTYPE html><html><head><title>Attention Required!</title></head><body><h1>Please complete the security check to access this site</h1><div id="challenge-form" class="captcha"></div><noscript>Please turn JavaScript on and reload the page.</noscript></body></html>'
    for path in ("/", "/reviews/", "/sitemap.xml"):
        site.put(path, door, status=403)
    return site


def oakhanger() -> Site:
    """The known address of the list is stale; only the site map leads to the new one."""
    site = Site(slug="oakhanger", title="Oakhanger Safeguarding Children Partnership", homepage="https://www.oakhangerscp.org.uk/", start=("/lscb/serious-case-reviews.asp",), aliases=("Oakhanger Safeguarding Children Board",), note="the list moved; only the site map leads to it")  # fmt: skip
    menu: Menu = (("Home", "/"), ("Advice", "/advice/"), ("Partners", "/partners/"))
    bea = Case(review_type="cspr", words=LCSPR, name="Bea", board=site.title)
    q = Case(review_type="scr", words=SCR, name="Family Q", board=site.aliases[0])
    entries = [
        ("Bea", [("Overview report", covers.report(bea, "/docs/bea.pdf", "Winifred Cole", "2025-01")), ("Learning on a page", covers.briefing(bea, "/docs/bea-page.pdf", "Learning on a page"))]),
        ("Family Q (2013)", [("Overview report", covers.presented(q, "/docs/family-q.pdf", "Basil Thorne", "2013-02-26", page_published="2013")), ("Executive summary", covers.summary(q, "/docs/family-q-summary.pdf", page_published="2013"))]),
    ]  # fmt: skip
    rows = "".join(
        f"<dt>{name}</dt>"
        + "".join(f'<dd><a href="{site.paper(paper)}">{label}</a></dd>' for label, paper in papers)
        for name, papers in entries
    )
    sad = Paper(path="https://www.thistledownscp.org.uk/files/otto-lcspr.pdf", review_type="cspr", role="overview_report", case="Otto", lines=("+Thistledown Safeguarding Children Partnership", f"!{LCSPR}", "!Otto", ".Author: Clement Hart", ".June 2023"), title=f"{LCSPR} Otto", authors=("Clement Hart",), board="Thistledown Safeguarding Children Partnership", completed="2023-06")  # fmt: skip
    elsewhere = site.paper(sad, status="held")
    main = f"{CRITERIA}<h2>Our reviews</h2><dl>{rows}</dl><h2>Reviews by others</h2><p>Thistledown Safeguarding Children Partnership has published its <a href='{elsewhere}'>review of Otto</a>.</p>"
    site.put(
        "/safeguarding-children/practice-reviews/",
        theme(site, "Serious case reviews and practice reviews", main, menu),
    )
    site.put(
        "/lscb/serious-case-reviews.asp",
        theme(site, "Not found", "<p>We could not find that page.</p>", menu),
        status=404,
    )
    pages = [
        "/",
        "/advice/",
        "/partners/",
        "/safeguarding-children/practice-reviews/",
        *(f"/advice/{n}/" for n in range(20)),
    ]
    for path in pages[4:]:
        site.put(path, theme(site, "Advice", "<p>Some advice.</p>", menu))
    site.put(
        "/sitemap.xml",
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        + "".join(f"<url><loc>{site.url(path)}</loc></url>" for path in pages)
        + "</urlset>",
        "application/xml",
    )
    site.robots("User-agent: *\nDisallow: /admin/\nSitemap: https://www.oakhangerscp.org.uk/sitemap.xml\n")
    ordinary_pages(site, theme, menu)
    return site
