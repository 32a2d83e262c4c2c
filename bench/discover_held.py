"""Held-out pages of the constructed archive: written after the search was tuned on `discover_pages`.

Other layouts, other words and other look-alikes: entries of a national list, files on shared drives, buttons,
dates as link texts, briefings only; judgments, coroners, theses, scrutiny, a school's review of itself.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

from bench.discover_pages import NAMES, Case, Made, made_of_lines

if TYPE_CHECKING:
    from collections.abc import Callable


def _cases(random: Random, least: int = 2, most: int = 6) -> list[Case]:
    return [Case(random) for _ in range(random.randint(least, most))]


def _year_of_list(random: Random, area: str, text: Callable[[int], str]) -> Made:
    entries = "".join(
        f"<p><strong>{c.year} – {area} – {c.called}</strong><br>{text(1)}<em>Keywords:</em> neglect<br>"
        f"{c.link('Read the overview report')}</p>"
        for c in _cases(random, 4, 9)
    )
    title = f"Case reviews published in {random.randint(2012, 2024)}"
    return Made(title, f"<h1>{title}</h1>{text(1)}{entries}", "/case-reviews/2016", "year of a list", True)


def _shared_drive(random: Random, area: str, text: Callable[[int], str]) -> Made:
    items = "".join(
        f'<div><a href="https://drive.google.com/file/d/1a{random.randint(10**9, 10**10)}Zx/view">{c.called} '
        f"report</a></div>"
        for c in _cases(random)
    )
    body = f"<h1>Our practice reviews</h1>{text(1)}{items}"
    return Made("Practice reviews", body, "/view/lscp/reviews", "shared drive", True)


def _briefings(random: Random, area: str, text: Callable[[int], str]) -> Made:
    items = "".join(f"<li>{c.link(f'7 Minute Briefing – {c.called}')}</li>" for c in _cases(random, 3, 8))
    said = "<p>Each briefing sums up what was learnt from a local child safeguarding practice review.</p>"
    body = f"<h1>Seven minute briefings</h1>{said}<ul>{items}</ul>"
    return Made("Seven minute briefings", body, "/training/resources/briefings", "briefings only", True)


def _dates_as_texts(random: Random, area: str, text: Callable[[int], str]) -> Made:
    rows = "".join(
        f"<tr><td>{c.called}</td><td>{c.link(f'Published {c.date}')}</td></tr>" for c in _cases(random, 3, 7)
    )
    body = f"<h1>Serious case reviews</h1>{text(2)}<table>{rows}</table>"
    return Made("Serious case reviews", body, "/publications/reviews.aspx", "dates as link texts", True)


def _buttons(random: Random, area: str, text: Callable[[int], str]) -> Made:
    items = "".join(
        f"<h2>{c.called}</h2>{text(1)}<button onclick=\"window.location.href='{c.file}'\">Download</button>"
        for c in _cases(random)
    )
    body = f"<h1>Local safeguarding practice reviews</h1>{text(1)}{items}"
    return Made("Local reviews", body, "/practice/local-reviews", "buttons", True)


def _welsh_headings(random: Random, area: str, text: Callable[[int], str]) -> Made:
    items = "".join(
        f"<h3>Plentyn {random.choice('ABCDEFG')}</h3><p>{c.link('Darllen yr adroddiad llawn')}</p>"
        for c in _cases(random)
    )
    said = "<p>Mae’r adolygiadau hyn yn dangos sut y bu asiantaethau’n cydweithio i ddiogelu plant.</p>"
    body = f"<h1>Dysgu o adolygiadau</h1>{said}{items}"
    return Made("Dysgu o adolygiadau", body, "/dysgu/adolygiadau", "Welsh, headings", True, "cy")


def _lessons(random: Random, area: str, text: Callable[[int], str]) -> Made:
    items = "".join(f"<li>{c.link(f'Lessons Learnt Report: {c.called}')}</li>" for c in _cases(random))
    said = (
        "<p>Not every death leads to a serious case review. These reports are of cases reviewed locally.</p>"
    )
    body = f"<h1>Lessons learnt</h1>{said}<ul>{items}</ul>"
    return Made("Lessons learnt reports", body, "/lessons-learnt", "lessons learnt", True)


def _young_person(random: Random, area: str, text: Callable[[int], str]) -> Made:
    letter = random.choice("ABCDEF")
    items = "".join(
        f"<li>{c.link(f'Learning Review – Young Person {letter}')} ({c.year})</li>"
        for c in _cases(random, 1, 3)
    )
    body = f"<h1>Child Protection Committee: publications</h1>{text(2)}<ul>{items}</ul>"
    return Made("CPC publications", body, "/cpc/publications", "Scotland, few", True)


def _initials(random: Random, area: str, text: Callable[[int], str]) -> Made:
    items = "".join(f"<li>{c.link(f'SPR {random.choice(NAMES)} full report')}</li>" for c in _cases(random))
    body = f"<h1>SPRs</h1><p>Safeguarding Practice Reviews (SPRs) since 2019.</p><ul>{items}</ul>"
    return Made("SPRs", body, "/LCSPR", "initials", True)


def _named(random: Random, area: str, text: Callable[[int], str]) -> Made:
    case = Case(random)
    title = f"The life and death of {case.called}"
    links = f"<p>{case.link('Read the independent review')}</p>"
    links += f"<p>{case.link('Statement by the family', '-f.pdf')}</p>"
    said = f"<p>The partnership today publishes the {case.kind} into the death of {case.called}.</p>"
    return Made(
        title, f"<h1>{title}</h1>{said}{text(2)}{links}", "/published/latest-3", "a case, other words", True
    )


def _mixed(random: Random, area: str, text: Callable[[int], str]) -> Made:
    kinds = ("SAR", "DHR", "CSPR")
    rows = "".join(
        f"<tr><td>{random.choice(kinds)}</td><td>{c.called}</td>"
        f"<td>{c.link('Report')} | {c.link('Summary', '-s.pdf')}</td></tr>"
        for c in _cases(random, 3, 7)
    )
    body = f"<h1>Statutory reviews</h1>{text(2)}<table>{rows}</table>"
    return Made("Statutory reviews", body, "/boards/statutory-reviews", "mixed kinds", True)


def _division(random: Random, area: str, text: Callable[[int], str]) -> Made:
    items = "".join(
        f"<div class=card><div class=card-title>{c.called}</div><div>{c.kind}</div>"
        f'<a class=btn href="{c.file}">View</a></div>'
        for c in _cases(random, 3, 8)
    )
    body = f"<h2>Reviews we have published</h2>{text(1)}{items}"
    return Made("Reviews", body, "/professionals/reviews-2", "cards", True)


HELD: Final = (
    (_year_of_list, 3),
    (_shared_drive, 2),
    (_briefings, 3),
    (_dates_as_texts, 4),
    (_buttons, 2),
    (_welsh_headings, 3),
    (_lessons, 3),
    (_young_person, 3),
    (_initials, 3),
    (_named, 4),
    (_mixed, 4),
    (_division, 4),
)

_LOOK_ALIKES: Final = """
Independent chair of case reviews: vacancy | /jobs/chair | Job description and person specification |
Child protection case review service | /services/case-review | Our brochure | We review cases for councils.
What serious case reviews teach us: a thesis | /theses/4410 | Full thesis | A study of serious case reviews.
Patient safety incident reviews | /psirf | Incident response plan | Learning from patient deaths.
Clinical governance: adult case review | /governance/cases | Minutes of the case review meeting |
Safeguarding review of our school | /school/safeguarding-review | Safeguarding review 2023 action plan |
Child Q: what we know so far | /news/child-q-explained | | A safeguarding practice review said she was failed.
Notes on learning from serious case reviews | /blog/notes-scr | My slides |
Scrutiny review: children’s services | /scrutiny/reviews | Scrutiny review final report |
Learning report: police watchdog | /iopc/learning/case-4 | Learning the Lessons, case 4 |
Ombudsman: decision in the case of Child X | /decisions/child-x | Public report on Child X |
Re A (A Child) [2019] EWFC 12 | /judgments/re-a | Judgment: Re A (A Child) |
Prevention of future deaths report: Child D | /coroner/pfd/child-d | Prevention of future deaths report |
Fostering: annual review | /fostering/annual-review | Annual review form for carers |
Practice reviews by peers: dentists | /dentists/practice-review | Practice review toolkit |
Season review: juniors, team A | /club/season-review | Season review, team A |
Review of early help: report to cabinet | /cabinet/early-help-review | Review of early help, full report |
Community safety partnership | /community-safety | Partnership strategic review 2022 |
Rapid reviews of evidence | /evidence/rapid-reviews | Rapid review: school meals |
Domestic abuse homicide statistics | /statistics/homicide | Homicide index | Homicide reviews are counted.
Learning disability mortality review | /leder | LeDeR annual report |
How to take part in a practice review | /families/taking-part | Leaflet for families |
"""


def held_look_alikes(text: Callable[[int], str]) -> list[Made]:
    """One page of each other kind that looks like a page of reviews and is none."""
    return made_of_lines(_LOOK_ALIKES, text)
