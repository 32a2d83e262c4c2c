"""The traps themselves: each function adds reviews that once fooled a simpler rule."""

# ruff: noqa: E501  (tables read better with one case a line)

from __future__ import annotations

from dataclasses import replace

from harvester.vocabulary import Nation, ReviewType, Role

from .corpus import (
    AREAS,
    Corpus,
    board,
    document,
    edited,
    elsewhere,
    make_sources,
    respoken,
    slug,
    with_cover_sheet,
    with_footers,
)


def plain_families(c: Corpus) -> None:
    """Overview, summary, briefing, response and plan of one case, listed in several ways."""
    for index, area in enumerate(AREAS[:8]):
        for letter in ("A", "D", "Q"):
            name, key = f"Child {letter}", f"{area} child {letter}"
            year = 2010 + index + "ADQ".index(letter)
            heading = ("Published reviews", name, f"{name} - published {year}")[index % 3]
            page = (
                {}
                if index % 4
                else {"page_url": f"https://www.{slug(area)}.example/reviews/child-{letter.lower()}"}
            )
            report = c.add(key, document(area, name, published=f"{year}-05-02", heading=heading, **page))
            summary = document(
                area, name, Role.EXECUTIVE_SUMMARY, published=f"{year}-05", heading=heading, **page
            )
            shared = report.text.split("\n")
            c.add(key, replace(summary, text="\n".join([*summary.text.split("\n")[:4], *shared[4:11]])))
            if index % 2:
                c.add(
                    key, document(area, name, Role.BRIEFING, completed=f"{year}-08", heading=heading, **page)
                )
            if heading != "Published reviews":
                c.add(
                    key,
                    document(
                        area, None, Role.RESPONSE, title="Board response", heading=heading, label=name, **page
                    ),
                )
                c.add(
                    key,
                    document(
                        area, None, Role.ACTION_PLAN, title="Action plan", heading=heading, label=name, **page
                    ),
                )


def same_letter_later(c: Corpus) -> None:
    """One board, one letter, two reviews years apart; one undated paper that its heading places."""
    for year in (2012, 2019):
        key, heading = f"Oxmere child A {year}", f"Child A ({year})"
        c.add(
            key,
            document("Oxmere", "Child K", published=str(year), heading=heading, completed=f"{year - 1}-11"),
        )
        c.add(
            key, document("Oxmere", "Child K", Role.EXECUTIVE_SUMMARY, published=str(year), heading=heading)
        )
        c.add(key, document("Oxmere", "Child K", Role.STATEMENT, heading=heading, label=f"Statement {year}"))


def same_template(c: Corpus) -> None:
    """Two cases by one author on one template, most words shared; and two letters of one page."""
    first = c.add("Marfield LM12", document("Marfield", "LM12", published="2013-02"))
    text = first.text.replace("LM12", "MM12")
    twin = document("Marfield", "MM12", published="2013-03")
    c.add("Marfield MM12", replace(twin, text=edited(text, 0.02, "template")))
    for name in ("Child R", "Child S"):
        c.add(
            f"Marfield {name}",
            document("Marfield", name, Role.BRIEFING, title=f"Learning briefing {name}", published="2015-06"),
        )


def near_identical_roles(c: Corpus) -> None:
    """Overview and executive summary with the same title page and half the same words."""
    report = c.add("Bright 1", document("Brightwater", "Child 1", completed="2010-09"))
    summary = document("Brightwater", "Child 1", Role.EXECUTIVE_SUMMARY, completed="2010-09")
    lines = report.text.split("\n")
    text = "\n".join([lines[0], summary.title, *lines[2:12]])
    c.add("Bright 1", replace(summary, text=text))


def copies(c: Corpus) -> None:
    """The same bytes, re-saved bytes, edited words, footers and a cover sheet, at four other sites."""
    for index, area in enumerate(AREAS[:5]):
        name, key = f"Baby {'FGHJK'[index]}", f"{area} baby {index}"
        own = c.add(key, document(area, name, published=f"201{index + 2}-09-14", heading=name))
        c.add(key, document(area, name, Role.BRIEFING, heading=name, completed=f"201{index + 2}"))
        other = slug(AREAS[(index + 3) % 8])
        c.add(key, elsewhere(own, other), copy_of=own.id, foreign=True)
        sheet = with_cover_sheet(own.text, f"Serious case review: {name}", board(area), f"201{index + 2}")
        c.add(
            key,
            respoken(own, sheet, "repository", published=f"201{index + 2}", heading="Case reviews"),
            copy_of=own.id,
        )
        third = slug(AREAS[(index + 5) % 8])
        c.add(
            key, respoken(own, edited(own.text, 0.01, name), third, board=None), copy_of=own.id, foreign=True
        )
        again = with_footers(own.text, f"{board(area)} Serious Case Review")
        c.add(key, respoken(own, again, url=own.url.replace("files", "second"), heading=name), copy_of=own.id)


def short_copies(c: Corpus) -> None:
    """One-page briefings: copied with a cover sheet, and its sibling on the same template not copied."""
    for name in ("Child T", "Child U"):
        doc = document(
            "Stonebeck", name, Role.BRIEFING, title=f"Seven minute briefing {name}", published="2018-04"
        )
        text = "\n".join([*doc.text.split("\n")[:5], f"{name} was four years old.", doc.text.split("\n")[5]])
        own = c.add(f"Stonebeck {name}", replace(doc, text=text))
        sheet = with_cover_sheet(text, f"Learning briefing {name}", board("Stonebeck"), "2018")
        c.add(f"Stonebeck {name}", respoken(own, sheet, "repository", published="2018"), copy_of=own.id)


def versions(c: Corpus) -> None:
    """Revised reports beside the old ones, new bytes at an old address, and the copy of an old version."""
    old = c.add("Wendleham V", document("Wendleham", "Child V", completed="2013-10", published="2013-12"))
    text = edited(old.text, 0.05, "v2") + "\n" + document("Wendleham", "more").text
    new = respoken(
        old, text, url=old.url + "?v2", published="2014-07", completed="2014-07", page_url=old.page_url
    )
    new = replace(
        new, title="Serious Case Review Child V Overview Report (updated July 2014)", heading=old.heading
    )
    c.add("Wendleham V", new)
    c.replaces[new.id] = old.id
    c.add("Wendleham V", elsewhere(old, "repository"), copy_of=old.id)
    before = c.add(
        "Wendleham P",
        document("Wendleham", "Child P", completed="2017-11", page_url="https://www.wendleham.example/p"),
    )
    text = before.text.replace("2017-11", "12.10.2020 (revised for publication 05.01.2021)")
    after = respoken(
        before,
        edited(text, 0.04, "p"),
        published="2021-01-05",
        completed="2020-10-12",
        heading="Published reviews",
    )
    c.add("Wendleham P", after)
    c.replaces[after.id] = before.id
    first = document("Wendleham", "Family W", published="2016-01")
    second = respoken(first, edited(first.text, 0.03, "again"), url=first.url, page_url=first.page_url)
    c.add("Wendleham W", replace(first, replaced_by_address=second.id))
    c.add("Wendleham W", replace(second, heading=first.heading))
    c.replaces[second.id] = first.id


def joint(c: Corpus) -> None:
    """One text of two boards, each with its own response; and the twin in Welsh."""
    both = "Northmoor Safeguarding Children Board and Eastvale Safeguarding Children Board"
    own = c.add("joint", document("Eastvale", "Child X", published="2017-03", board=both, heading="Child X"))
    c.add("joint", elsewhere(own, "northmoor", heading="Child X"), copy_of=own.id)
    for area in ("Northmoor", "Eastvale"):
        c.add(
            "joint",
            document(area, "Child X", Role.RESPONSE, title=f"{area} response Child X", published="2017-03"),
        )
    near = {"heading": "Kai (review with Oxmere), October 2023"}
    lead = c.add("kai", document("Oxmere", "Kai", published="2023-10"))
    c.add(
        "kai",
        elsewhere(lead, "stonebeck", **near, page_url="https://www.stonebeck.example/r"),
        copy_of=lead.id,
        foreign=True,
    )
    c.add(
        "kai",
        document(
            "Stonebeck",
            "Kai",
            Role.RESPONSE,
            published="2023-10",
            page_url="https://www.stonebeck.example/r",
            **near,
        ),
    )
    welsh = {"review_type": ReviewType.CPR, "nation": Nation.WALES, "board": "Calderby Safeguarding Board"}
    c.add("welsh", document("Calderby", "Child T", published="2019-03", heading="Child T", **welsh))
    c.add(
        "welsh",
        document(
            "Calderby",
            "Plentyn T",
            title="Adolygiad Ymarfer Plant Plentyn T",
            language="cy",
            published="2019-03",
            heading="Plentyn T",
            body="cy",
            **welsh,
        ),
    )


def names_and_codes(c: Corpus) -> None:
    """Two names for one case, enumerations, quoted letters, and the child that stands alone too."""
    c.add("S25", document("Harrowdale", "Child M (S25)", published="2017-11"))
    c.add("S25", document("Harrowdale", "S25", Role.EXECUTIVE_SUMMARY, published="2017-11"))
    c.add("S25", document("Harrowdale", "Child M", Role.BRIEFING, published="2018"))
    c.add("AF", document("Harrowdale", "Children A, B, C, D, E, and F", completed="2015-02"))
    c.add("AF", document("Harrowdale", "Children A-F", Role.RESPONSE, completed="2015-03"))
    c.add("N", document("Harrowdale", "Child N and Baby O", published="2019-01"))
    c.add("N", document("Harrowdale", "Baby O and Child N", Role.ACTION_PLAN, published="2019-01"))
    c.add("Y", document("Harrowdale", "Family 'Y'", published="2014"))
    c.add("Y", document("Harrowdale", "Y Family", Role.STATEMENT, published="2014"))
    for name in ("Child G", "Child H"):
        c.add(f"H {name}", document("Harrowdale", name, published="2016-06"))
        c.add(f"H {name}", document("Harrowdale", name, Role.EXECUTIVE_SUMMARY, published="2016-06"))
    c.add(
        "composite",
        document(
            "Harrowdale",
            "Child G and Child H",
            Role.ACTION_PLAN,
            title="Composite Action Plan",
            published="2016-06",
        ),
    )


def headings(c: Corpus) -> None:
    """Headings that bridge two names, that are only dates, and that name the area and no case."""
    bridge = {"heading": "Child B (CN18): published 2018"}
    c.add("CN18", document("Calderby", "Child B", published="2018", **bridge))
    c.add("CN18", document("Calderby", "CN18", Role.BRIEFING, **bridge))
    c.add("CN18", document("Calderby", None, Role.STATEMENT, title="Media statement", **bridge))
    year = {"heading": "Published in 2016", "published": "2016"}
    c.add("Calderby E", document("Calderby", "Child E", **year))
    c.add(
        "Calderby sleep",
        document("Calderby", None, Role.BRIEFING, title="Safer sleeping: thematic briefing", **year),
    )
    area = {"heading": "Learning in Calderby", "page_url": "https://www.calderby.example/learning"}
    for theme in ("Bruising in infants", "Hidden fathers"):
        c.add(theme, document("Calderby", None, Role.BRIEFING, title=f"{theme}: learning briefing", **area))


def kinds(c: Corpus) -> None:
    """A page headed SCR with a CSPR document; a SAR, a DHR and a learning review with the same name."""
    page = {"page_url": "https://www.northmoor.example/child-j", "heading": "Serious Case Review"}
    c.add("J", document("Northmoor", "Child J", published="2021-09", review_type=ReviewType.CSPR, **page))
    c.add("J", document("Northmoor", "Child J", Role.BRIEFING, published="2021-09", **page))
    c.add(
        "J", document("Northmoor", None, Role.EXECUTIVE_SUMMARY, title="Executive Summary", label="J", **page)
    )
    for kind, heading in (
        (ReviewType.SCR, "SCR briefings"),
        (ReviewType.LEARNING_REVIEW, "Learning review briefings"),
    ):
        c.add(
            f"Liam {kind}",
            document(
                "Eastvale", "Baby Liam", Role.BRIEFING, review_type=kind, heading=heading, label=heading
            ),
        )
    for kind in (ReviewType.SCR, ReviewType.SAR):
        c.add(
            f"June {kind}", document("Eastvale", "June", review_type=kind, published="2018", label=kind.value)
        )


def themes(c: Corpus) -> None:
    """Reviews without a case name: known by heading or subject."""
    thematic = {"review_type": ReviewType.THEMATIC}
    c.add(
        "suicide",
        document(
            "Stonebeck",
            None,
            title="Thematic Review into teenage self harm and loneliness",
            published="2021-10",
            **thematic,
        ),
    )
    c.add(
        "suicide",
        document(
            "Stonebeck",
            None,
            Role.BRIEFING,
            title="Teenage self harm and loneliness: learning briefing",
            published="2021-11",
            **thematic,
        ),
    )
    c.add(
        "burns",
        document(
            "Stonebeck", None, title="Thematic review of scalds in kitchens", published="2021-10", **thematic
        ),
    )
    heading = {"heading": "Neglect of teenagers, March 2020"}
    c.add(
        "neglect",
        document("Brightwater", None, title="Full report", published="2020-03", **thematic, **heading),
    )
    c.add("neglect", document("Brightwater", None, Role.BRIEFING, title="Briefing", **thematic, **heading))
    date = {"heading": "Date of publication: 29th May 2014", "published": "2014-05-29"}
    for name in ("Child L", "Family B"):
        c.add(f"dated {name}", document("Brightwater", name, **date))
    c.add(
        "dated other",
        document("Brightwater", None, Role.RESPONSE, title="Learning and improvement 29th May 2014", **date),
    )
    c.add(
        "peer",
        document("Northmoor", "Peer on Peer Abuse", review_type=ReviewType.CSPR, published="2022-02-21"),
    )
    c.add(
        "peer",
        document(
            "Northmoor",
            "Peer on Peer Abuse",
            Role.BRIEFING,
            review_type=ReviewType.CSPR,
            published="2022-02-21",
        ),
    )


def foreign(c: Corpus) -> None:
    """Another area's review in the news, whose original we do not hold; a district's homicide review."""
    c.add(
        "far",
        document("Wendleham", "Child F", board="Farrowby Safeguarding Children Board", published="2015"),
        foreign=True,
    )
    far = {"board": "Farrowby Safeguarding Children Board", "source": "repository", "heading": "Case reviews"}
    c.add("far", document("Farrowby", "Child F", Role.EXECUTIVE_SUMMARY, published="2015", **far))
    for number in (1, 2):  # two anonymous deposits of one year
        none = {"board": None, "source": "repository", "label": str(number)}
        c.add(f"anonymous {number}", document("Farrowby", "Child A", published="2016", **none))
    c.add("near", document("Wendleham", "Child F", published="2015-02", label="own"))
    c.add(
        "dhr",
        document(
            "Wendleham",
            "Sarah",
            review_type=ReviewType.DHR,
            board="Little Oxbow Community Safety Partnership",
            published="2014",
        ),
    )


def build() -> Corpus:
    """The whole corpus."""
    corpus = Corpus(sources=make_sources())
    for trap in (
        plain_families, same_letter_later, same_template, near_identical_roles, copies, short_copies, versions,
        joint, names_and_codes, headings, kinds, themes, foreign,
    ):  # fmt: skip
        trap(corpus)
    return corpus
