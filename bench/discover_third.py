"""A third set of pages that nothing was tuned on (`--held 3`), written before the second was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bench.discover_pages import Case, Made
from bench.discover_second import cases, made_of_sites

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    Text = Callable[[int], str]


def _folders(random: Random, area: str, text: Text) -> Made:
    items = "".join(
        f'<div class="file"><a href="/sites/default/files/{c.year}-0{random.randint(1, 9)}/{c.called}.pdf">'
        f"{c.called} {c.kind} - {c.date}.pdf</a> (412 KB)</div>"
        for c in cases(random, 3, 7)
    )
    body = f"<h1>CSPR and SCR publications</h1>{items}{text(1)}"
    return Made("Publications", body, "/resources/publications/cspr", "file listing", True)


def _years(random: Random, area: str, text: Text) -> Made:
    items = "".join(
        f"<h3>{c.year}</h3><p>{c.link(f'{c.called} - Overview')}</p>" for c in cases(random, 4, 8)
    )
    body = f"<h1>Archive of serious case reviews</h1>{text(1)}{items}"
    return Made("Serious case reviews: archive", body, "/archive/scr-archive", "archive by year", True)


def _intro_and_two(random: Random, area: str, text: Text) -> Made:
    links = "".join(f"<p>{c.link(f'{c.called} learning summary')}</p>" for c in cases(random, 2, 2))
    body = f"<h1>Learning</h1>{text(3)}<h2>Rapid reviews and local learning</h2>{links}"
    return Made("Learning", body, "/practitioners/learning-hub", "learning hub, two", True)


def _statement(random: Random, area: str, text: Text) -> Made:
    c = Case(random)
    links = f"<ul><li>{c.link('Report')}</li><li>{c.link('Statement of the chair', '-st.pdf')}</li></ul>"
    title = f"{c.called}: local child safeguarding practice review published"
    return Made(title, f"<h1>{title}</h1>{text(1)}{links}", "/latest/lcspr", "statement and report", True)


def _sab_table(random: Random, area: str, text: Text) -> Made:
    rows = "".join(
        f"<tr><th>{c.called}</th><td>{c.date}</td><td>{c.link('PDF')}</td>"
        f"<td>{c.link('Briefing', '-b.pdf')}</td></tr>"
        for c in cases(random, 3, 6)
    )
    body = f"<h1>SARs published by the board</h1><table>{rows}</table>{text(1)}"
    return Made(f"{area} Safeguarding Adults Board | SARs", body, "/about-sars/list", "SARs, table", True)


def _northern_ireland(random: Random, area: str, text: Text) -> Made:
    items = "".join(f"<li>{c.link(f'Case Management Review: {c.called}')}</li>" for c in cases(random, 2, 4))
    body = f"<h1>Case Management Reviews</h1>{text(1)}<ul>{items}</ul>"
    return Made("Case Management Reviews", body, "/case-management-reviews", "CMRs", True)


def _susr(random: Random, area: str, text: Text) -> Made:
    items = "".join(f"<li>{c.link(f'SUSR {area} {c.year}: {c.called}')}</li>" for c in cases(random, 2, 4))
    body = f"<h1>Single Unified Safeguarding Reviews</h1>{text(1)}<ul>{items}</ul>"
    return Made("SUSR", body, "/susr/published", "SUSRs", True)


def _library(random: Random, area: str, text: Text) -> Made:
    items = "".join(
        f'<li><a href="/cgi/doc?docid={random.randint(10**4, 10**5)}">{c.called}, {c.kind}, {c.year}</a></li>'
        for c in cases(random, 5, 10)
    )
    body = (
        f"<h1>DHR library: {area}</h1><p>Domestic homicide reviews from all partnerships.</p><ul>{items}</ul>"
    )
    return Made("Domestic homicide review library", body, "/dhr-library/search", "library of DHRs", True)


THIRD: Final = (
    (_folders, 4),
    (_years, 4),
    (_intro_and_two, 4),
    (_statement, 4),
    (_sab_table, 4),
    (_northern_ireland, 3),
    (_susr, 3),
    (_library, 2),
)

_ALIKE: Final = """
charity-mag-%s.co.uk | /serious-case-reviews/what-we-know | Serious case reviews: what social workers need
    to know | Guide > /files/guide-to-scrs.pdf; Podcast transcript > /files/podcast-12.pdf | Subscribe to
    read how reviews changed practice.
charity-mag-%s.co.uk | /news/review-of-reviews | Panel publishes national review of reviews | Annual
    report 2023 > /files/panel-annual-report.pdf | The panel read 500 rapid reviews.
news-%s.com | /uk/baby-p-timeline | Baby P: timeline of a tragedy | Full statement > /uk/statement.pdf |
    The second serious case review said his death could have been prevented.
forum-foi-%s.com | /request/serious_case_review_child_d | Serious Case Review Child D: a request to the
    council | Reply 771 > /request/771/response/reply.pdf; Annex A > /request/771/attach/annex.pdf | Dear
    council, please send me the serious case review of Child D.
forum-parents-%s.com | /talk/safeguarding/serious-case-review | Has anyone been part of a serious case
    review? | | My sister's family had a case review.
council-ombudsman-%s.gov.uk | /reports/fatal-incidents | Fatal incident reports | Independent
    investigation into the death of Mr A > /reports/mr-a.pdf; Action plan: Mr A > /reports/mr-a-plan.pdf |
    We investigate deaths in custody.
council-coroner-%s.gov.uk | /inquests/reports | Reports to prevent future deaths | Child S: response of
    the trust > /pfd/child-s-response.pdf; Family B: report > /pfd/family-b.pdf | Coroners report where
    lives could be saved.
council-inspect-%s.gov.uk | /provider/children/50012 | Inspection of children's services | Full report >
    /files/50012.pdf; Focused visit letter > /files/50012-visit.pdf | Inspectors looked at serious
    incident notifications and case reviews.
council-fire-%s.gov.uk | /safety/fatal-fire-case-reviews | Fatal fire case reviews | Case review process >
    /docs/process.pdf; Review of incident 4 > /docs/incident-4.pdf | After each fatal fire we hold a case
    review with partners.
council-trust-%s.nhs.uk | /maternity/ockenden | Independent review of maternity services | Final report >
    /docs/maternity-final.pdf; Family B experience > /docs/family-experience.pdf; Our action plan >
    /docs/maternity-plan.pdf | The review looked at the care of families.
council-trust-%s.nhs.uk | /learning-disability/leder | LeDeR reviews: learning from lives and deaths |
    LeDeR annual report > /docs/leder.pdf; Easy read > /docs/leder-easy.pdf | Each death of an adult with
    a learning disability is reviewed.
council-icb-%s.nhs.uk | /safeguarding/statutory-reviews | Our role in statutory reviews | Safeguarding
    strategy > /docs/strategy.pdf; Accountability framework > /docs/framework.pdf | We contribute to child
    safeguarding practice reviews, SARs and DHRs.
charity-uni-%s.ac.uk | /blog/learning-reviews | Learning reviews: what helps people learn? | Slides >
    /docs/slides-learning-review.pdf; Paper > /docs/learning-review-model.pdf | A model of the learning
    review for aviation and social care.
charity-uni-%s.ac.uk | /library/research-guides/case-reviews | Finding case reviews: a guide for students
    | How to cite a serious case review > /docs/citing.pdf | Most reviews are in the national repository.
shop-law-%s.com | /news/claim-after-serious-case-review | Claim settled after serious case review | Press
    release > /files/press.pdf | Our client was Child F in the published review.
shop-chambers-%s.com | /cases/re-b-serious-case-review | Re B: publication of a serious case review |
    Judgment > /files/re-b.pdf | The court considered whether an overview report may be published.
charity-sport-%s.org.uk | /safeguarding/independent-review | Independent review into abuse in our sport |
    Final report > /media/final-report.pdf; Lessons learned: Coach X > /media/coach-x.pdf; Board response
    > /media/board-response.pdf | The review heard from survivors.
charity-church-%s.org | /safeguarding/lessons-learnt-reviews | Lessons learnt reviews | Lessons Learnt
    Review: Bishop B > /media/bishop-b.pdf; Executive summary > /media/bishop-b-summary.pdf | Independent
    reviewers looked at what the church knew.
school-%s.sch.uk | /safeguarding/external-review | External safeguarding review | Safeguarding review
    report > /docs/report.pdf; Action plan > /docs/plan.pdf | Governors asked for a safeguarding review.
charity-trainer-%s.co.uk | /webinars/child-safeguarding-practice-reviews | Webinar: child safeguarding
    practice reviews in 60 minutes | Workbook > /files/workbook.pdf; Slides > /files/slides.pdf | With
    case studies of Child A and Family B.
council-%s.gov.uk | /childrens-services/independent-reviewing-officers | Independent reviewing officers:
    your child's review | Child review form > /docs/child-review.pdf; IRO annual report > /docs/iro.pdf |
    Reviews of children in care.
council-%s.gov.uk | /audit/partnership-review | Review of partnerships: internal audit | Partnership
    review report > /docs/partnership-review.pdf | How well are partnerships governed?
council-%s.gov.uk | /licensing/reviews | Licensing reviews | Review application: The Bell >
    /docs/bell.pdf; Decision: Case 12 > /docs/case-12.pdf | Responsible authorities may ask for a review.
blog-%s.co.uk | /adult-learning-review | Adult education: a learning review of my year | Diary >
    /pdf/diary.pdf | What I learned.
blog-tv-%s.com | /reviews/significant-other | Significant Other, series two: review | | A case of love and
    family.
shop-%s.co.uk | /customer-reviews/family-tent-b | Family tent B: 42 customer reviews | Leaflet >
    /leaflets/tent-b.pdf | Rated four stars.
"""


def third_look_alikes(random: Random, text: Text) -> list[Made]:
    """One page of each kind that looks like one of reviews and is none."""
    return made_of_sites(_ALIKE, random, text)
