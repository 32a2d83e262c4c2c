"""Harder traps, written before the rules were tried on them: joint boards, libraries, typos, nameless papers."""

# ruff: noqa: E501  (tables read better with one case a line)

from __future__ import annotations

from dataclasses import replace

from harvester.records import GroupInput
from harvester.vocabulary import Nation, ReviewType, Role

from .corpus import (
    Corpus,
    board,
    document,
    edited,
    elsewhere,
    make_sources,
    respoken,
    with_cover_sheet,
    with_footers,
)

ES, BR, AP, RS, ST = (
    Role.EXECUTIVE_SUMMARY,
    Role.BRIEFING,
    Role.ACTION_PLAN,
    Role.RESPONSE,
    Role.STATEMENT,
)


def page(area: str, path: str) -> str:
    return f"https://www.{area.lower()}.example/{path}"


def joint_boards(c: Corpus) -> None:
    """Two and three boards, one of them not among the sources; each lists the report, some a response."""
    two = "Northmoor and Farrowby Safeguarding Children Partnerships"
    own = c.add("joint Nell", document("Northmoor", "Nell", board=two, published="2022-03", heading="Nell"))
    c.add("joint Nell", document("Northmoor", "Nell", BR, published="2022-03", heading="Nell"))
    assert own
    three = "Oxmere, Stonebeck and Farrowby Safeguarding Children Boards"
    lead = c.add("joint Child Z", document("Oxmere", "Child Z", board=three, published="2014-06"))
    c.add(
        "joint Child Z",
        elsewhere(lead, "stonebeck", heading="Child Z", page_url=page("Stonebeck", "scrs")),
        copy_of=lead.id,
    )
    c.add(
        "joint Child Z",
        document(
            "Stonebeck",
            "Child Z",
            RS,
            published="2014-06",
            heading="Child Z",
            page_url=page("Stonebeck", "scrs"),
        ),
    )
    # the cover names another board first, and the board that lists it second
    other = "Eastvale Safeguarding Children Board / Marfield Safeguarding Children Board"
    c.add("joint Child Y", document("Marfield", "Child Y", board=other, published="2016-02"))
    c.add("joint Child Y", document("Marfield", "Child Y", ES, board=None, published="2016-02"))
    # only the first board was read off the cover, but the page says that the review is joint
    c.add(
        "joint Remi",
        document(
            "Calderby",
            "Remi",
            board=board("Harrowdale"),
            heading="Remi - joint review with Harrowdale",
            published="2020-09",
            page_url=page("Calderby", "remi"),
        ),
    )
    c.add(
        "joint Remi",
        document(
            "Calderby",
            "Remi",
            BR,
            board=None,
            heading="Remi - joint review with Harrowdale",
            published="2020-09",
            page_url=page("Calderby", "remi"),
        ),
    )


def composite_plans(c: Corpus) -> None:
    """One action plan for three cases is a review of none of them."""
    for index, name in enumerate(("Child P", "Child R", "Child S")):
        c.add(f"Eastvale {name}", document("Eastvale", name, published=f"2013-0{index + 3}"))
        c.add(f"Eastvale {name}", document("Eastvale", name, ES, published=f"2013-0{index + 3}"))
    c.add(
        "Eastvale composite",
        document(
            "Eastvale",
            "Child P, Child R and Child S",
            AP,
            title="Composite action plan: Child P, Child R and Child S",
            published="2013-06",
        ),
    )


def one_letter_many_years(c: Corpus) -> None:
    """ "Child A" of 2008, 2013 and 2021 on one page, under years, the briefing without a date of its own."""
    for year in (2008, 2013, 2021):
        kind = ReviewType.CSPR if year > 2019 else ReviewType.SCR
        key = f"Brightwater A {year}"
        c.add(
            key,
            document(
                "Brightwater", "Child A", review_type=kind, published=f"{year}-05-01", heading=str(year)
            ),
        )
        c.add(
            key,
            document(
                "Brightwater", "Child A", ES, review_type=kind, completed=f"{year}-03", heading=str(year)
            ),
        )
    c.add(
        "Brightwater A 2021",
        document(
            "Brightwater",
            "Child A",
            BR,
            review_type=ReviewType.CSPR,
            published="2021-06",
            heading="Briefings",
            page_url=page("Brightwater", "briefings"),
        ),
    )


def siblings(c: Corpus) -> None:
    """One report on two children, named in five ways."""
    c.add("Wendleham AB", document("Wendleham", "Child A and Child B", published="2015-10"))
    c.add("Wendleham AB", document("Wendleham", "Children A and B", ES, published="2015-10"))
    c.add("Wendleham AB", document("Wendleham", "Child A & B", BR, published="2015-11"))
    c.add("Wendleham AB", document("Wendleham", "Child A & Child B", RS, published="2015-10"))
    c.add("Wendleham twins", document("Wendleham", "Sam and Alex", published="2019-10"))
    c.add("Wendleham twins", document("Wendleham", "Alex and Sam", BR, published="2019-10"))
    c.add("Wendleham trio", document("Wendleham", "Jenny, Molly and Emily", published="2020-01"))
    c.add("Wendleham trio", document("Wendleham", "Jenny, Molly & Emily", ST, published="2020-01"))


def codes(c: Corpus) -> None:
    """A code on one paper, a pseudonym on the other, both on a third or only in the heading above."""
    c.add("Oxmere S26", document("Oxmere", "Child M (S26)", published="2017-11"))
    c.add(
        "Oxmere S26", document("Oxmere", "S26", BR, published="2017-12", page_url=page("Oxmere", "briefings"))
    )
    c.add(
        "Oxmere S26", document("Oxmere", "Child M", ST, published="2017-11", page_url=page("Oxmere", "news"))
    )
    head = {"heading": "BR14 - Polly", "published": "2018-02"}
    c.add("Oxmere Polly", document("Oxmere", "Polly", **head))
    c.add("Oxmere Polly", document("Oxmere", "BR14", ES, **head))
    c.add("Oxmere K / case 9", document("Oxmere", "Case 9 / Kay", published="2012-04"))
    c.add("Oxmere K / case 9", document("Oxmere", "Kay", ES, published="2012-04"))
    c.add("Oxmere K / case 9", document("Oxmere", "Case 9", RS, published="2012-04"))


def alike(c: Corpus) -> None:
    """Overview and summary that share nine tenths of their words; a plan bound with the report."""
    report = c.add("Stonebeck D", document("Stonebeck", "Child D", completed="2011-03", heading="Child D"))
    text = report.text.replace(
        "Serious Case Review Child D Overview Report", "Serious Case Review Child D Executive Summary"
    )
    summary = document("Stonebeck", "Child D", ES, completed="2011-03", heading="Child D")
    c.add("Stonebeck D", replace(summary, text="\n".join(text.split("\n")[:-2])))


def libraries(c: Corpus) -> None:
    """A library with sheets: boards inside and outside the sources, two papers of a case, anonymous ones."""
    own = c.add("Marfield T", document("Marfield", "Child T", published="2016-03"))
    sheet = with_cover_sheet(
        own.text, "Serious case review: Child T: overview report", board("Marfield"), "2016"
    )
    c.add("Marfield T", respoken(own, sheet, "repository", published="2016", heading="T"), copy_of=own.id)
    for area in ("Farrowby", "Gorsedale"):
        for role in (Role.OVERVIEW_REPORT, ES):
            c.add(
                f"{area} T",
                document(
                    area,
                    "Child T",
                    role,
                    source="repository",
                    published="2016",
                    heading="Reports 2016",
                    page_url="https://library.example/2016",
                ),
            )
    c.add(
        "Farrowby U",
        document("Farrowby", "Child U", source="repository", published="2017", heading="Reports 2017"),
    )
    for number in (1, 2):
        c.add(
            f"anonymous J {number}",
            document(
                "Nowhere",
                "Child J",
                board=None,
                source="repository",
                published="2018",
                label=f"paper {number}",
                heading="Reports 2018",
            ),
        )


def welsh(c: Corpus) -> None:
    """Twins by language, under a code and under a child."""
    w = {
        "review_type": ReviewType.CPR,
        "nation": Nation.WALES,
        "board": "Calderby Safeguarding Board",
        "published": "2018-05",
    }
    c.add("CSB 3", document("Calderby", "CSB 3/2018", heading="CSB 3/2018", **w))
    c.add(
        "CSB 3",
        document(
            "Calderby",
            "CSB 3/2018",
            title="Adroddiad Adolygiad Ymarfer Plant CSB 3/2018",
            language="cy",
            heading="CSB 3/2018",
            body="cy",
            **w,
        ),
    )
    c.add("CSB 4", document("Calderby", "CSB 4/2018", heading="CSB 4/2018", **w))
    w["published"] = "2021-01"
    c.add("Calderby B", document("Calderby", "Child B", heading="Reports", **w))
    c.add(
        "Calderby B",
        document(
            "Calderby",
            "Plentyn B",
            title="Adolygiad Ymarfer Plant: Plentyn B",
            language="cy",
            heading="Adroddiadau",
            body="cy",
            page_url=page("Calderby", "cy"),
            **w,
        ),
    )
    c.add(
        "Calderby B",
        document(
            "Calderby",
            "Plentyn B",
            BR,
            title="Briff 7 munud: Plentyn B",
            language="cy",
            heading="Adroddiadau",
            body="cy",
            page_url=page("Calderby", "cy"),
            **w,
        ),
    )


def thematic(c: Corpus) -> None:
    """A thematic review that names cases which have reviews of their own."""
    t = {"review_type": ReviewType.THEMATIC, "published": "2020-06"}
    for name in ("Ivo", "Una", "Ada"):
        c.add(f"Harrowdale {name}", document("Harrowdale", name, published="2019-05"))
        c.add(f"Harrowdale {name}", document("Harrowdale", name, BR, published="2019-06"))
    c.add(
        "Harrowdale knives",
        document(
            "Harrowdale", "Ivo, Una and Ada", title="Thematic review of knife crime: Ivo, Una and Ada", **t
        ),
    )
    c.add(
        "Harrowdale knives",
        document(
            "Harrowdale", "Ivo, Una and Ada", BR, title="Briefing on the thematic review of knife crime", **t
        ),
    )


def nameless(c: Corpus) -> None:
    """Papers of one night under one heading, none of which names its case."""
    a = {"heading": "Death of a two-year-old, July 2015", "published": "2015-07"}
    c.add("Stonebeck toddler", document("Stonebeck", None, title="Serious case review", **a))
    c.add("Stonebeck toddler", document("Stonebeck", None, ES, title="Executive summary", **a))
    c.add("Stonebeck toddler", document("Stonebeck", None, RS, title="Board response", **a))
    b = {"heading": "Death of a baby, March 2016", "published": "2016-03"}
    c.add("Stonebeck baby", document("Stonebeck", None, title="Serious case review", **b))
    c.add("Stonebeck baby", document("Stonebeck", None, ES, title="Executive summary", **b))
    d = {"heading": "Downloads", "page_url": page("Stonebeck", "reviews/nursery"), "published": "2017-02"}
    c.add("Stonebeck nursery", document("Stonebeck", None, title="Overview report", **d))
    c.add("Stonebeck nursery", document("Stonebeck", None, AP, title="Action plan", **d))
    c.add("Stonebeck nursery", document("Stonebeck", None, ST, title="Statement from the chair", **d))


def typos(c: Corpus) -> None:
    """A name with and without "Child", in another spelling, with a stray letter."""
    c.add("Brightwater Cameron", document("Brightwater", "Cameron", published="2021-04"))
    c.add(
        "Brightwater Cameron",
        document(
            "Brightwater",
            "Child Cameron",
            BR,
            published="2021-04",
            page_url=page("Brightwater", "briefings"),
            heading="7 minute briefings",
        ),
    )
    h = {"heading": "Jordyn", "published": "2019-08"}
    c.add("Brightwater Jordyn", document("Brightwater", "Jordyn", **h))
    c.add("Brightwater Jordyn", document("Brightwater", "Jordan", ES, **h))
    c.add("Brightwater LN12", document("Brightwater", "LN12", published="2012-08"))
    c.add("Brightwater LN12", document("Brightwater", "Child LN12", ES, published="2012-08"))
    c.add("Brightwater LN13", document("Brightwater", "LN13", published="2013-08"))
    c.add(
        "Brightwater Mr K",
        document("Brightwater", "Mr and Mrs K", review_type=ReviewType.SAR, published="2018-01"),
    )
    c.add(
        "Brightwater Mr K",
        document("Brightwater", "Mrs K and Mr K", BR, review_type=ReviewType.SAR, published="2018-01"),
    )


def other_pages(c: Corpus) -> None:
    """Briefings on a page of their own, and one file at two addresses."""
    for index, name in enumerate(("Child L", "Child N", "Child O")):
        own = c.add(f"Eastvale {name}", document("Eastvale", name, published=f"201{index + 6}-02-11"))
        c.add(
            f"Eastvale {name}",
            document(
                "Eastvale",
                name,
                BR,
                completed=f"201{index + 6}-03",
                heading="7 minute briefings",
                page_url=page("Eastvale", "briefings"),
            ),
        )
        c.add(
            f"Eastvale {name}",
            elsewhere(own, "eastvale", heading="Archive", page_url=page("Eastvale", "archive")),
            copy_of=own.id,
        )
    own = c.add("Eastvale W", document("Eastvale", "Family W", published="2010-02"))
    again = with_footers(edited(own.text, 0.005, "W"), "Eastvale Safeguarding Children Board")
    c.add("Eastvale W", respoken(own, again, heading="Archive"), copy_of=own.id)


def news(c: Corpus) -> None:
    """Another area's reports in the news: one whose board is a source, one whose is not."""
    own = c.add("Oxmere news", document("Oxmere", "Child V", published="2015-05"))
    c.add("Oxmere news", elsewhere(own, "northmoor", published="2015-05"), copy_of=own.id, foreign=True)
    c.add(
        "Gorsedale H",
        document("Gorsedale", "Child H", source="northmoor", heading="National learning", published="2013"),
        foreign=True,
    )
    c.add("Northmoor H", document("Northmoor", "Child H", published="2013-02"))
    c.add("Northmoor H", document("Northmoor", "Child H", ES, published="2013-02"))


def same_text_new_role(c: Corpus) -> None:
    """A report and its response share a title page; a draft and the final report are versions."""
    draft = c.add("Marfield X", document("Marfield", "Child X", completed="2019-02", heading="Child X"))
    text = edited(draft.text, 0.06, "final") + "\n" + document("Marfield", "x").text
    final: GroupInput = respoken(draft, text, completed="2019-09", heading="Child X", page_url=draft.page_url)
    c.add("Marfield X", replace(final, title="Serious Case Review Child X Overview Report (revised)"))
    c.replaces[final.id] = draft.id
    c.add("Marfield X", document("Marfield", "Child X", RS, published="2019-10", heading="Child X"))


def build() -> Corpus:
    """The whole corpus."""
    corpus = Corpus(sources=make_sources())
    for trap in (
        joint_boards, composite_plans, one_letter_many_years, siblings, codes, alike, libraries, welsh,
        thematic, nameless, typos, other_pages, news, same_text_new_role,
    ):  # fmt: skip
        trap(corpus)
    return corpus
