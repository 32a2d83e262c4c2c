"""A third corpus, written to see whether what the second taught holds elsewhere."""

from __future__ import annotations

from dataclasses import replace

from harvester.vocabulary import Nation, ReviewType, Role

from .corpus import Corpus, board, document, edited, make_sources, respoken, with_cover_sheet

ES, BR, AP, RS, ST = (
    Role.EXECUTIVE_SUMMARY,
    Role.BRIEFING,
    Role.ACTION_PLAN,
    Role.RESPONSE,
    Role.STATEMENT,
)
SAR, CSPR, DHR = ReviewType.SAR, ReviewType.CSPR, ReviewType.DHR


def page(area: str, path: str) -> str:
    return f"https://www.{area.lower()}.example/{path}"


def names(c: Corpus) -> None:
    """Forms of one name; names that only look alike."""
    for key, forms, year in (
        ("Tom and Lucy", ("Tom and Lucy", "‘Tom’ and ‘Lucy’"), 2018),
        ("Child RN19", ("Child RN19", "RN19"), 2019),
        ("Adult B", ("Adult B", 'Adult "B"'), 2016),
        ("Baby Ruby", ("Ruby", "Baby Ruby"), 2021),
        ("Case 8", ("Case 8", "Case No 8"), 2010),
        ("Siblings C", ("Sibling group C", "Siblings C"), 2014),
        ("SCR Child HD", ("Child HD", "HD"), 2015),
    ):
        for role, form in zip((Role.OVERVIEW_REPORT, BR), forms, strict=True):
            c.add(f"Marfield {key}", document("Marfield", form, role, published=f"{year}-05"))
    for name in ("Anna", "Hanna", "Child BE", "Child BF", "Baby H", "Child H", "Case 3", "Case 13"):
        for role in (Role.OVERVIEW_REPORT, ES):
            c.add(f"Oxmere {name}", document("Oxmere", name, role, published="2017-05"))


def parents(c: Corpus) -> None:
    """A child and a parent under two kinds of review; a joint one of both kinds."""
    c.add("Eastvale Rose DHR", document("Eastvale", "Rose", review_type=DHR, published="2019-02"))
    c.add("Eastvale Rose DHR", document("Eastvale", "Rose", AP, review_type=DHR, published="2019-02"))
    c.add("Eastvale Rose SCR", document("Eastvale", "Rose", published="2019-03", label="scr"))
    c.add("Eastvale Rose SCR", document("Eastvale", "Rose", ES, published="2019-03", label="scr es"))


def lists(c: Corpus) -> None:
    """One page lists everything under "Downloads", another has a heading per year only."""
    p = {"heading": "Downloads", "page_url": page("Harrowdale", "all")}
    for name, year in (("Child D", 2011), ("Child E", 2012), ("Bobby", 2020), ("Family J", 2021)):
        for role in (Role.OVERVIEW_REPORT, ES, RS):
            c.add(f"Harrowdale {name}", document("Harrowdale", name, role, published=f"{year}-09", **p))
    for theme in ("Cuckooing of tenants", "Perplexing presentations in hospital"):
        c.add(
            f"Harrowdale {theme}",
            document("Harrowdale", None, BR, title=f"Thematic briefing: {theme}", published="2022-03", **p),
        )
    c.add("Harrowdale plan", document("Harrowdale", None, AP, title="Action plan", published="2013-01", **p))
    for year in (2015, 2017):
        q = {"heading": str(year), "page_url": page("Stonebeck", "years"), "published": f"{year}-05"}
        for name in ("Child M", "Child N") if year == 2015 else ("Child P",):
            for role in (Role.OVERVIEW_REPORT, BR):
                c.add(f"Stonebeck {name}", document("Stonebeck", name, role, **q))


def case_pages(c: Corpus) -> None:
    """A page per case: files named by role alone, one with the case in its heading only."""
    for name in ("Wren", "Robin"):
        p = {
            "page_url": page("Wendleham", name.lower()),
            "heading": f"Local child safeguarding practice review: {name}",
            "review_type": CSPR,
            "published": "2022-06",
        }
        c.add(f"Wendleham {name}", document("Wendleham", name, **p))
        for role in (BR, RS, AP, ST):
            c.add(
                f"Wendleham {name}",
                document(
                    "Wendleham", None, role, title=role.value.replace("_", " ").title(), label=name, **p
                ),
            )


def copies(c: Corpus) -> None:
    """A partner board in the set lists a copy and a response; a library has the report and its summary."""
    own = c.add("Calderby Lark", document("Northmoor", "Lark", published="2020-11"))
    summary = c.add("Calderby Lark", document("Northmoor", "Lark", ES, published="2020-11"))
    for doc in (own, summary):
        text = with_cover_sheet(doc.text, doc.title, board("Northmoor"), "2020")
        c.add(
            "Calderby Lark",
            respoken(doc, text, "repository", heading="2020", published="2020"),
            copy_of=doc.id,
        )
    text = edited(own.text, 0.004, "scan")
    c.add(
        "Calderby Lark",
        respoken(own, text, "oxmere", heading="Reviews elsewhere"),
        copy_of=own.id,
        foreign=True,
    )
    scan = respoken(own, text + " ", heading="Accessible version", page_url=own.page_url)
    c.add("Calderby Lark", scan, copy_of=own.id)


def joint(c: Corpus) -> None:
    """Boards written with "with", "on behalf of" and in two lines."""
    for index, name in enumerate(
        (
            "Northmoor Safeguarding Children Board and Gorsedale Safeguarding Children Board",
            "Gorsedale, Farrowby and Northmoor Safeguarding Children Partnerships",
        )
    ):
        doc = document(
            "Northmoor",
            f"Child {'UV'[index]}",
            board=name,
            published=f"201{index + 4}-01",
            heading="Joint reviews",
        )
        c.add(f"joint {index}", doc)
        c.add(
            f"joint {index}",
            document(
                "Northmoor",
                f"Child {'UV'[index]}",
                RS,
                published=f"201{index + 4}-01",
                heading="Joint reviews",
            ),
        )
    far = "Gorsedale and Farrowby Safeguarding Children Partnerships"
    c.add(
        "far joint",
        document("Gorsedale", "Finch", source="eastvale", board=far, published="2021", heading="News"),
        foreign=True,
    )


def welsh(c: Corpus) -> None:
    """Twins under two headings; a Welsh briefing whose English twin is listed elsewhere."""
    w = {
        "review_type": ReviewType.CPR,
        "nation": Nation.WALES,
        "board": "Calderby Safeguarding Board",
        "published": "2016-04",
    }
    c.add("Calderby F", document("Calderby", "Family F", heading="Family F", **w))
    c.add(
        "Calderby F",
        document(
            "Calderby",
            "Teulu F",
            heading="Teulu F",
            language="cy",
            title="Adolygiad Ymarfer Plant: Teulu F",
            body="cy",
            **w,
        ),
    )
    c.add(
        "Calderby F",
        document(
            "Calderby", "Family F", BR, heading="7 minute briefings", page_url=page("Calderby", "b"), **w
        ),
    )
    c.add(
        "Calderby F",
        document(
            "Calderby",
            "Teulu F",
            BR,
            heading="Briff 7 munud",
            language="cy",
            title="Briff 7 munud: Teulu F",
            body="cy",
            page_url=page("Calderby", "cy/b"),
            **w,
        ),
    )


def progress(c: Corpus) -> None:
    """A report on progress two years later, and a second edition of a plan."""
    c.add("Brightwater Q", document("Brightwater", "Child Q", published="2012-03", heading="Child Q"))
    c.add(
        "Brightwater Q",
        document(
            "Brightwater",
            "Child Q",
            RS,
            title="Child Q: two years on",
            published="2014-04",
            heading="Child Q",
        ),
    )
    plan = c.add(
        "Brightwater Q", document("Brightwater", "Child Q", AP, completed="2012-03", heading="Child Q")
    )
    newer = respoken(
        plan, edited(plan.text, 0.05, "plan"), completed="2012-11", heading="Child Q", page_url=plan.page_url
    )
    c.add("Brightwater Q", replace(newer, title="Action plan Child Q updated November 2012"))
    c.replaces[newer.id] = plan.id
    c.add(
        "Brightwater Q 2019",
        document("Brightwater", "Child Q", review_type=CSPR, published="2019-12", heading="Child Q (2019)"),
    )
    c.add(
        "Brightwater Q 2019",
        document("Brightwater", "Child Q", BR, review_type=CSPR, completed="2020-01", heading="Briefings"),
    )


def build() -> Corpus:
    """The whole corpus."""
    corpus = Corpus(sources=make_sources())
    for trap in (names, parents, lists, case_pages, copies, joint, welsh, progress):
        trap(corpus)
    return corpus
