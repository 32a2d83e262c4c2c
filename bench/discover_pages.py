"""Pages of the constructed archive that list or are reviews, and pages that only look so.

Written from notes on how some 190 bodies publish, and from habits of newspapers, schools and shops; not from
the word lists that searching uses. All places and cases are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

AREAS: Final = tuple(
    """
    Aldermere Brackwater Calderstone Dunmoor Eskleigh Farrowby Glenturret Harrowfield Inchmarlow Jarrowdale
    Kelderwick Lorncastle Marlingford Netherby Ottershaw Penhallow Quernmore Ravensworth Saltmarsh Thornaby
    Ullesthorpe Vennbridge Wexcombe Yarrowdale Brynteg Dolwyddan Llanerch Glynarth Strathallan Kilmorack
    """.split()  # noqa: SIM905 - a list of as many lines says no more
)
NAMES: Final = tuple("Rowan Ivy Theo Mina Callum Bryony Idris Nell Jonah Petra Aled Skye".split())  # noqa: SIM905 - as above
MONTHS: Final = ("January", "March", "April", "June", "July", "September", "October", "November")


@dataclass(frozen=True, slots=True)
class Made:
    """The inside of one page, and where it stands."""

    title: str
    body: str
    path: str
    kind: str
    relevant: bool
    language: str = "en"
    site: str = ""  # the host, where a page belongs to one of a kind


class Case:
    """One invented case and the words in which a site speaks of it."""

    def __init__(self, random: Random) -> None:
        letter = random.choice("ABCDEFGHJKLMNPRSTVWXYZ")
        name = random.choice(NAMES)
        self.year = random.randint(2009, 2025)
        self.date = f"{random.randint(1, 28)} {random.choice(MONTHS)} {self.year}"
        other = random.choice(NAMES)
        plain = (f"Child {letter}", f"Baby {letter}", f"Family {letter}", f"Young Person {letter}", name)
        odd = (
            f"‘{name}’",
            f"Child {letter}{random.randint(1, 9)}",
            f"{name} and {other}",
            f"Siblings {letter}",
        )
        self.called = random.choice((*plain, *odd))
        self.kind = random.choice(
            ["Serious Case Review", "SCR"]
            if self.year < 2019
            else [
                "Child Safeguarding Practice Review",
                "LCSPR",
                "Local Child Safeguarding Practice Review",
                "CSPR",
            ]
        )
        stem = self.called.lower().replace(" ", random.choice("-_")).strip("‘’")
        self.file = random.choice(
            [
                f"/wp-content/uploads/{self.year}/0{random.randint(1, 9)}/{stem}-final-report.pdf",
                f"/downloads/file/{random.randint(100, 9000)}/{stem}",
                f"/media/{random.randint(1000, 9000)}/{stem}-v{random.randint(2, 9)}.pdf",
                f"/assets/1/{stem}_overview.pdf",
                f"/sites/default/files/{self.year}-06/{stem.upper()} FINAL for publication.pdf".replace(
                    " ", "%20"
                ),
                f"/Docs/{stem}.docx",
                f"/getfile.aspx?id={random.randint(100, 9999)}",
            ]
        )
        self.size = f"PDF, {random.randint(150, 990)} KB"

    def link(self, said: str, more: str = "") -> str:
        """A link to a file of the case."""
        return f'<a href="{self.file.removesuffix(".pdf") + more if more else self.file}">{said}</a>'


def _cases(random: Random, least: int = 3, most: int = 9) -> list[Case]:
    return [Case(random) for _ in range(random.randint(least, most))]


def _flat_list(random: Random, area: str, text: Callable[[int], str]) -> Made:
    more = ("", "overview report", "DATE")
    items = "".join(
        f"<li>{c.link(f'{c.kind} - {c.called} {random.choice(more)}'.replace('DATE', c.date))}</li>"
        for c in _cases(random)
    )
    title = random.choice(
        ["Serious Case Reviews", "Case reviews", "Learning from reviews", "Published reviews"]
    )
    body = f"<h1>{title}</h1>{text(3)}<ul>{items}</ul>"
    return Made(title, body, "/learning/serious-case-reviews/", "flat list", True)


def _table(random: Random, area: str, text: Callable[[int], str]) -> Made:
    rows = "".join(
        f"<tr><td>{c.called}</td><td>{c.date}</td><td><a href='{c.file}'>Full report</a></td>"
        f"<td><a href='{c.file.replace('.', '-exec.')}'>Executive summary</a></td></tr>"
        for c in _cases(random)
    )
    head = "<tr><th>Case</th><th>Published</th><th>Report</th><th>Summary</th></tr>"
    body = f"<h1>Local child safeguarding practice reviews</h1>{text(2)}<table>{head}{rows}</table>"
    return Made("Local child safeguarding practice reviews", body, "/lscp-reviews", "table", True)


def _accordion(random: Random, area: str, text: Callable[[int], str]) -> Made:
    parts = "".join(
        f"<details><summary>{c.called} ({c.year})</summary><p>{text(1)}</p>"
        f'<p><a href="{c.file}">Download the report</a> ({c.size})</p>'
        f'<p><a href="{c.file}?v=2">7 minute briefing</a></p></details>'
        for c in _cases(random, 2, 6)
    )
    body = f"<h1>Safeguarding practice reviews</h1>{text(2)}{parts}"
    return Made("Safeguarding practice reviews", body, "/professionals/practice-reviews", "accordion", True)


def _role_only(random: Random, area: str, text: Callable[[int], str]) -> Made:
    parts = "".join(
        f"<h3>{c.called}</h3><p>{text(1)}</p><ul><li><a href='{c.file}'>Overview report</a></li>"
        f"<li>{c.link('Board response', '-b.pdf')}</li><li>{c.link('Action plan', '-a.pdf')}</li></ul>"
        for c in _cases(random, 2, 5)
    )
    body = f"<h1>Learning from case reviews</h1>{text(2)}{parts}"
    return Made("Learning from case reviews", body, "/learning-zone/cases.html", "role-only links", True)


def _bare_names(random: Random, area: str, text: Callable[[int], str]) -> Made:
    items = "".join(
        f'<p><strong><a href="{c.file}">{c.called}</a></strong> {c.date}</p>' for c in _cases(random)
    )
    said = "These are the reports of reviews into the deaths of children or serious harm in our area."
    body = f"<h1>Published reviews</h1><p>{said}</p>{text(2)}{items}"
    return Made("Published reviews", body, "/published-reviews/", "bare names", True)


def _case_page(random: Random, area: str, text: Callable[[int], str]) -> Made:
    case = Case(random)
    called = f"{case.called} {case.kind}"
    links = f"<p>{case.link('Read the full report')}</p><p>{case.link('Learning summary', '-l.pdf')}</p>"
    stem = called.lower().replace(" ", "-").strip("‘’")
    body = f"<h1>{called}</h1><p>Published {case.date}</p>{text(3)}{links}"
    return Made(called, body, f"/case-reviews/{stem}/", "case page", True)


def _download_list(random: Random, area: str, text: Callable[[int], str]) -> Made:
    items = "".join(
        f'<div class="dl"><a href="/downloads/file/{random.randint(10, 999)}/x">{c.kind} {c.called} (PDF)</a>'
        f"<br>Size: {random.randint(100, 900)}.{random.randint(10, 99)} KB</div>"
        for c in _cases(random)
    )
    body = f"<h1>Learning reviews</h1>{text(1)}{items}"
    return Made(
        "Learning reviews - Downloads", body, "/downloads/download/6/learning_reviews", "downloads", True
    )


def _tiles(random: Random, area: str, text: Callable[[int], str]) -> Made:
    items = "".join(
        f'<div class="tile"><a href="/learning-serious-case-reviews/{n}"><img src="/t{n}.png" '
        f'alt="{c.called} {c.kind}"></a></div><p><a href="{c.file}">Report for {c.called}</a></p>'
        for n, c in enumerate(_cases(random))
    )
    body = f"<h1>Learning from serious case reviews</h1>{text(1)}{items}"
    return Made("Learning from SCRs", body, "/learning-serious-case-reviews", "tiles", True)


def _old_markup(random: Random, area: str, text: Callable[[int], str]) -> Made:
    rows = "".join(
        f'<TR><TD><FONT FACE="Arial"><B>{c.called}</B></FONT></TD><TD><A HREF="{c.file}">SERIOUS CASE REVIEW '
        f"EXECUTIVE SUMMARY</A></TD></TR>"
        for c in _cases(random)
    )
    body = f"<CENTER><H1>SERIOUS CASE REVIEWS</H1></CENTER>{text(1)}<TABLE BORDER=1>{rows}</TABLE>"
    return Made("Serious Case Reviews", body, "/scr.htm", "old markup", True)


def _inside_sentence(random: Random, area: str, text: Callable[[int], str]) -> Made:
    items = "".join(
        f"<p>In {c.date} the partnership published a review about {c.called}. The report can be read "
        f'<a href="{c.file}">here</a> and the response of agencies <a href="{c.file}?r">here</a>.</p>'
        for c in _cases(random, 2, 4)
    )
    body = f"<h1>Child Safeguarding Practice Reviews (CSPRs)</h1>{text(2)}{items}"
    return Made("Child Safeguarding Practice Reviews", body, "/about/csprs/", "inside a sentence", True)


def _welsh(random: Random, area: str, text: Callable[[int], str]) -> Made:
    items = "".join(
        f'<li><a href="{c.file}">Adolygiad Ymarfer Plant {random.choice(["Cryno", "Estynedig"])} - Plentyn '
        f"{random.choice('ABCDEFG')} ({c.year})</a></li>"
        for c in _cases(random, 2, 6)
    )
    said = "Cyhoeddir adroddiadau terfynol y Bwrdd ar y dudalen hon am ddeuddeg wythnos o leiaf."
    body = f"<h1>Adolygiadau Ymarfer Plant</h1><p>{said}</p><ul>{items}</ul>"
    return Made("Adolygiadau Ymarfer Plant", body, "/cy/adolygiadau-ymarfer/", "Welsh", True, "cy")


def _welsh_english(random: Random, area: str, text: Callable[[int], str]) -> Made:
    form = ("Concise", "Extended")
    items = "".join(
        f"<li>{c.link(f'{random.choice(form)} Child Practice Review {area[:3].upper()} 3/{c.year}')}</li>"
        for c in _cases(random, 2, 6)
    )
    body = f"<h1>Child Practice Reviews</h1>{text(2)}<ul>{items}</ul>"
    return Made(
        "Child Practice Reviews", body, "/practice-reviews/child-practice-reviews/", "Wales, English", True
    )


def _scottish(random: Random, area: str, text: Callable[[int], str]) -> Made:
    items = "".join(
        f"<dt>{c.called}</dt><dd>{c.link('Significant Case Review Executive Summary')} {c.date}</dd>"
        for c in _cases(random, 2, 4)
    )
    body = f"<h1>Significant Case Reviews and Learning Reviews</h1>{text(2)}<dl>{items}</dl>"
    return Made("Significant case reviews", body, "/cpc/learning-review-reports", "Scotland", True)


def _northern_irish(random: Random, area: str, text: Callable[[int], str]) -> Made:
    items = "".join(
        f'<li><a href="{c.file}">{c.called} CMR Executive Summary Report</a></li>'
        for c in _cases(random, 2, 5)
    )
    body = f"<h1>Case Management Reviews</h1>{text(2)}<ul>{items}</ul>"
    return Made("Case Management Reviews", body, "/case-management-reviews", "Northern Ireland", True)


def _adults(random: Random, area: str, text: Callable[[int], str]) -> Made:
    roles = ("full report", "briefing")
    items = "".join(
        f"<li>{c.link(f'SAR {random.choice(NAMES)} - {random.choice(roles)}')} {c.date}</li>"
        for c in _cases(random, 2, 6)
    )
    body = f"<h1>Safeguarding Adults Reviews</h1>{text(2)}<ul>{items}</ul>"
    return Made("Safeguarding Adults Reviews (SARs)", body, "/safeguarding-adults-reviews/", "adults", True)


def _homicide(random: Random, area: str, text: Callable[[int], str]) -> Made:
    roles, who = ("Overview Report", "Executive Summary"), ("Ann", "Mrs K", "Adult D", "Sarah")
    items = "".join(
        f"<li>{c.link(f'Domestic Homicide Review {random.choice(roles)} – {random.choice(who)}')}</li>"
        for c in _cases(random, 2, 5)
    )
    body = f"<h1>Domestic homicide reviews</h1>{text(2)}<ul>{items}</ul>"
    return Made("Domestic homicide reviews", body, "/community-safety/dhr", "domestic homicide", True)


def _as_a_page(random: Random, area: str, text: Callable[[int], str]) -> Made:
    case = Case(random)
    parts = ("Introduction", "Terms of reference", "Family composition", "Summary of events", "Analysis")
    told = "".join(f"<h2>{head}</h2>{text(4)}" for head in (*parts, "Findings", "Recommendations"))
    title = f"{case.called}: {case.kind} overview report"
    return Made(title, f"<h1>{title}</h1>{told}", "/reports/overview-7.html", "review as a page", True)


def _news_of_report(random: Random, area: str, text: Callable[[int], str]) -> Made:
    case = Case(random)
    title = f"{case.kind} published: {case.called}"
    body = (
        f"<h1>{title}</h1><p>{case.date}</p>{text(2)}<p>The chair said that much had been learned.</p>"
        f'<p><a href="{case.file}">{case.called} {case.kind} report</a> (PDF)</p>'
    )
    return Made(
        title, body, f"/news/{case.year}/06/published-{random.randint(1, 99)}/", "news with report", True
    )


def _other_words(random: Random, area: str, text: Callable[[int], str]) -> Made:
    items = "".join(
        f"<li>{c.link(f'What happened to {c.called} – the independent reviewer’s report')}</li>"
        for c in _cases(random, 2, 5)
    )
    said = "When a child dies or is badly hurt, an independent author looks at how agencies worked together."
    said += " We publish each safeguarding review below."
    body = f"<h1>When things go wrong</h1><p>{said}</p>{text(1)}<ul>{items}</ul>"
    return Made("When things go wrong", body, "/scp/when-things-go-wrong", "other words", True)


def _part_eight(random: Random, area: str, text: Callable[[int], str]) -> Made:
    items = "".join(
        f'<p><a href="{c.file}">{c.called}: executive summary of the Part 8 review</a></p>'
        for c in _cases(random, 2, 3)
    )
    body = f"<h1>Reports of the Area Child Protection Committee</h1>{text(1)}{items}"
    return Made("ACPC reports", body, "/acpc/reports.asp", "Part 8", True)


POSITIVES: Final = (
    (_flat_list, 14),
    (_table, 7),
    (_accordion, 7),
    (_role_only, 8),
    (_bare_names, 6),
    (_case_page, 10),
    (_download_list, 5),
    (_tiles, 4),
    (_old_markup, 3),
    (_inside_sentence, 5),
    (_welsh, 5),
    (_welsh_english, 3),
    (_scottish, 4),
    (_northern_irish, 2),
    (_adults, 4),
    (_homicide, 3),
    (_as_a_page, 3),
    (_news_of_report, 3),
    (_other_words, 3),
    (_part_eight, 1),
)

# ------------------------------------------------------------------ pages that only look so

# title | path | what it links to, as a PDF | a sentence
_LOOK_ALIKES: Final = """
Ofsted inspection reports | /schools/ofsted-reports | Full inspection report |
Ofsted review of the LSCB | /news/ofsted-review | | Inspectors published their review of the board.
Policies and procedures | /policies | Child protection policy review 2023 |
8.2 Local Child Safeguarding Practice Reviews | /procedures/p_case | | The overview report has an author.
Working Together to Safeguard Children | /guidance | Statutory guidance |
Serious incidents in the NHS | /nhs/serious-incidents | | Serious incident reviews help us learn.
Serious Incident Framework | /nhs/sif | Serious incident framework review template |
Child death overview panel | /cdop | Child Death Review annual report 2021 |
High Court: judicial review listings | /court/judicial-review | | Case review hearing 10:30, Court 4
Case review hearings explained | /legal/case-review | | A case review is a meeting with the judge.
Domestic violence protection notices | /police/dvpn | Notice and guidance | A court reviews it.
Domestic abuse support | /domestic-abuse | Domestic abuse strategy |
Domestic homicide review process | /community-safety/process | | What a review is and who takes part.
Care homes for adults | /adult-social-care/care-homes | | Care Quality Commission review of services.
Safeguarding adults: how to report | /adults/report | Concern referral form |
Make a referral | /professionals/referral | CSPR referral form |
Serious case review referral form | /forms | Rapid Review Referral Form |
Annual reports | /about/annual-reports | LSCP annual report 2019 - 2020 |
Business plan and minutes | /about/minutes | Case Review Subgroup minutes |
Case Review Group: terms of reference | /subgroups/crg | Terms of reference |
Training: learning from case reviews | /training/scr | | Book a place on the course.
Newsletter, spring | /newsletters/spring | Newsletter | In this issue: learning lessons, practice week.
What is a serious case review? | /faq/what-is-a-scr | | It is held when a child dies and abuse is known.
Triennial analysis of serious case reviews | /national/triennial | A triennial analysis |
Council told to apologise after review | /news/council-apology | | A serious case review found failings.
Tragedy: mother jailed | /news/courts/jailed | | A serious case review has been ordered.
Peer review of planning services | /planning/peer-review | Peer review report |
Local plan review | /planning/local-plan-review | Local plan partial review |
Polling district review | /elections/polling-review | Final recommendations report |
Clinical practice review | /journal/practice-review-12 | Practice review article |
Case studies | /projects/case-studies | Case A | Case A: a family home extension
Systematic review of interventions | /research/review | Full report |
Independent Review of Children’s Social Care | /national/care-review | Final report |
Performance management reviews | /hr/reviews | Learning review form for staff |
Agenda item 7: Serious Case Review Child M | /mgAi.aspx?ID=8812 | Cover report |
Family A: story of adoption | /adoption/stories | | Family A adopted two siblings.
Business continuity: lessons learned | /resilience/lessons | Lessons learned report |
Safeguarding week | /events/safeguarding-week | | Workshop: learning from local reviews.
Child protection conference | /families/conference | | A review conference is held in three months.
Looked after children reviews | /families/lac-reviews | Your review: a guide |
Section 11 audit | /audit | Multi-agency audit report |
Serious violence needs assessment | /svd | Strategic needs assessment |
Historical abuse inquiry | /inquiry | Inquiry terms of reference |
Product reviews: child car seats | /reviews/child-seats | | Child A seat: review 5 of 5
Adult learning review of courses | /courses/adult-learning | Prospectus |
Mortality reviews | /trust/learning-from-deaths | Learning from deaths policy |
Adolygiad o bolisi | /cy/polisi | Adolygiad o’r polisi iaith 2022 |
Hyfforddiant diogelu | /cy/hyfforddiant | | Dysgu o adolygiadau: archebwch le.
"""


def look_alikes(text: Callable[[int], str]) -> list[Made]:
    """One page of each kind that looks like a page of reviews and is none."""
    return made_of_lines(_LOOK_ALIKES, text)


def made_of_lines(lines: str, text: Callable[[int], str]) -> list[Made]:
    """Pages that are not relevant, each told by one line: title, path, what it links to, a sentence."""
    found = []
    for line in lines.strip().splitlines():
        title, path, linked, said = (part.strip() for part in f"{line} ".split("|"))
        link = f'<p><a href="/documents/{len(found)}.pdf">{linked}</a> (PDF)</p>' if linked else ""
        body = f"<h1>{title}</h1>{text(2)}<p>{said}</p>{link}{text(1)}"
        found.append(Made(title, body, path, title, False))
    return found
