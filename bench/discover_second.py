"""A second set of pages that nothing was tuned on (`--held 2`), looked at once: see docs/discover.md.

Boards on sites of councils, in Scotland and Wales, repositories; and who writes about reviews or has others:
universities, hospitals, councils, newspapers, charities, law firms, reviewers of films and books.
"""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING, Final

from bench.discover_pages import NAMES, Case, Made

if TYPE_CHECKING:
    from collections.abc import Callable

    Text = Callable[[int], str]


def cases(random: Random, least: int = 2, most: int = 6) -> list[Case]:
    """Some cases."""
    return [Case(random) for _ in range(random.randint(least, most))]


def _on_council(random: Random, area: str, text: Text) -> Made:
    items = "".join(
        f'<li><a href="/downloads/file/{random.randint(100, 9999)}/{c.called.replace(" ", "_")}">{c.called}: '
        f"{c.kind} <span>PDF 1.{n} MB</span></a></li>"
        for n, c in enumerate(cases(random))
    )
    title = f"{area} Safeguarding Children Partnership: learning from reviews"
    body = f'<h1>{title}</h1>{text(1)}<h2>Published reviews</h2><ul class="list">{items}</ul>'
    return Made(title, body, "/info/20012/safeguarding/45/learning_from_reviews", "board on a council", True)


def _accordion(random: Random, area: str, text: Text) -> Made:
    items = "".join(
        f'<div class="accordion-item"><button>{c.called} ({c.year})</button><div>{text(1)}<p>'
        f"{c.link('Full report')} {c.link('Executive summary', '-es.pdf')}</p></div></div>"
        for c in cases(random, 3, 7)
    )
    body = f"<h1>Safeguarding Adults Reviews</h1>{text(1)}{items}"
    return Made("Safeguarding Adults Reviews (SARs)", body, "/sab/sars/published", "accordion, adults", True)


def _scotland(random: Random, area: str, text: Text) -> Made:
    letter = random.choice("ABCDEF")
    items = "".join(
        f"<tr><td>{c.date}</td><td>{c.link(f'Significant Case Review – Child {letter}')}</td></tr>"
        for c in cases(random, 2, 4)
    )
    head = f"<h1>{area} Child Protection Committee</h1><h2>Significant Case Reviews</h2>{text(1)}"
    body = f"{head}<table>{items}</table>"
    return Made("Significant Case Reviews", body, "/child-protection-committee/scr", "Scotland, table", True)


def _wales(random: Random, area: str, text: Text) -> Made:
    items = "".join(
        f"<p><strong>{area} {n}/{c.year}</strong> {c.link('CPR report (English)')} | "
        f"{c.link('Adroddiad (Cymraeg)', '-cy.pdf')}</p>"
        for n, c in enumerate(cases(random, 3, 6), 1)
    )
    body = f"<h1>Child and Adult Practice Reviews</h1>{text(1)}{items}"
    return Made("Practice Reviews | Regional Safeguarding Board", body, "/cpr-apr", "Wales, codes", True)


def _welsh(random: Random, area: str, text: Text) -> Made:
    items = "".join(f"<li>{c.link(f'Adolygiad Ymarfer Plant {area} {c.year}')}</li>" for c in cases(random))
    said = "<p>Mae’r bwrdd yn cyhoeddi pob adroddiad.</p>"
    body = f"<h1>Adroddiadau Adolygiadau Ymarfer</h1>{said}<ul>{items}</ul>"
    return Made("Adroddiadau", body, "/cym/adroddiadau-adolygiadau", "Welsh, list", True, "cy")


def _repository(random: Random, area: str, text: Text) -> Made:
    rows = "".join(
        f'<article><h3><a href="/record/{random.randint(1000, 99999)}">{c.year}, {area} SCB: serious case '
        f"review concerning {c.called}</a></h3><p>{c.link('Download')}</p></article>"
        for c in cases(random, 5, 9)
    )
    body = f"<h1>Library of case reviews</h1>{text(1)}{rows}"
    return Made("Repository: case reviews", body, "/library/case-reviews", "repository", True)


def _dhr(random: Random, area: str, text: Text) -> Made:
    items = "".join(
        f"<h3>{c.called}</h3><ul><li>{c.link('Overview report')}</li>"
        f"<li>{c.link('Action plan', '-ap.pdf')}</li><li>{c.link('Home Office letter', '-ho.pdf')}</li></ul>"
        for c in cases(random, 2, 5)
    )
    body = f"<h1>Domestic homicide reviews</h1>{text(2)}{items}"
    return Made("Domestic homicide reviews", body, "/community-safety/dhrs", "DHRs of a council", True)


def _news_of_board(random: Random, area: str, text: Text) -> Made:
    c = Case(random)
    title = f"Publication of {c.kind}: {c.called}"
    body = f"<h1>{title}</h1><p>{c.date}</p>{text(2)}<p>{c.link('Read the report in full')}</p>"
    return Made(title, body, f"/news/{c.year}/publication", "news of a board", True)


def _easy(random: Random, area: str, text: Text) -> Made:
    c = Case(random)
    body = (
        f"<h1>SAR {c.called}</h1>{text(1)}<ul><li>{c.link('SAR report')}</li>"
        f"<li>{c.link('Easy read version', '-er.pdf')}</li>"
        f"<li>{c.link('7 point briefing', '-7.pdf')}</li></ul>"
    )
    return Made(f"SAR {c.called}", body, "/sar-reports/one", "one SAR", True)


SECOND: Final = (
    (_on_council, 5),
    (_accordion, 4),
    (_scotland, 4),
    (_wales, 4),
    (_welsh, 2),
    (_repository, 2),
    (_dhr, 4),
    (_news_of_board, 4),
    (_easy, 3),
)

# Site (%s: an area), path, title, links (text > address), a sentence.
_ALIKE: Final = """
charity-uni-%s.ac.uk | /courses/social-work/sw301 | SW301 Learning from serious case reviews | Reading
    list > /docs/sw301-reading-list.pdf; Module handbook > /docs/sw301-handbook.pdf; Essay: Victoria
    Climbié > /docs/essay-question.docx | Students analyse three serious case reviews of their choice.
charity-uni-%s.ac.uk | /research/projects/triennial | Analysis of serious case reviews: a study for
    government | Final report > /docs/analysis-of-serious-case-reviews-2014-17.pdf; Summary for social
    workers > /docs/summary-social-workers.pdf | We read 368 serious case reviews.
charity-uni-%s.ac.uk | /staff/publications/smith | Publications | Child protection and serious case
    reviews, 2011 > /eprints/771/1/scr-article.pdf; Learning from case reviews in practice >
    /eprints/883/1/chapter.pdf | Articles and chapters.
charity-uni-%s.ac.uk | /systematic-reviews | Systematic review group | Protocol > /docs/protocol.pdf; Full
    report of the review > /docs/full-report.pdf | Reviews of evidence.
council-trust-%s.nhs.uk | /about/patient-safety/reviews | Patient safety reviews | Serious incident review
    policy > /docs/si-review-policy.pdf; Learning from deaths report Q3 >
    /docs/learning-from-deaths-q3.pdf; Independent review of maternity > /docs/maternity-review.pdf | When
    things go wrong we review each case and learn.
council-trust-%s.nhs.uk | /safeguarding | Safeguarding children and adults | Safeguarding annual report >
    /docs/safeguarding-annual-report.pdf; Declaration > /docs/declaration.pdf | The trust takes part in
    serious case reviews and domestic homicide reviews.
council-trust-%s.nhs.uk | /mental-health/homicide-investigations | Independent investigations into
    homicides | Independent investigation into the care of Mr B > /docs/mr-b-investigation.pdf; Action
    plan Mr B > /docs/mr-b-action-plan.pdf | NHS England commissions independent mental health homicide
    reviews.
council-%s.gov.uk | /council-tax/single-person-discount-review | Single person discount review | Review
    form > /docs/review-form.pdf | We review each case.
council-%s.gov.uk | /planning/conservation-area-reviews | Conservation area reviews | Case study: Mill
    Lane review report > /docs/mill-lane.pdf; Area A review > /docs/area-a.pdf | Local reviews of areas.
council-%s.gov.uk | /peer-review-childrens-services | LGA peer review of children's services | Peer review
    report > /docs/peer-review.pdf; Action plan > /docs/peer-review-action-plan.pdf | The team looked at
    safeguarding practice and case files.
council-%s.gov.uk | /democracy/scrutiny/adult-social-care-review | Scrutiny review of adult safeguarding |
    Final report > /docs/scrutiny-adult-safeguarding.pdf; Response of cabinet > /docs/response.pdf | Task
    and finish group.
council-%s.gov.uk | /housing/review-your-case | Ask for a review of your homelessness decision | Review
    request form > /docs/request.pdf | A senior officer does the case review.
news-%s.co.uk | /news/local/family-failed-12 | Family failed by agencies, review finds | Read more:
    council apologises > /news/local/apology; Serious case review: the key points > /news/local/key-points
    | A serious case review of the death of Baby K was published today.
news-%s.co.uk | /news/inquest/child-t | Child T: agencies missed chances, says report | | The child
    safeguarding practice review found that Child T was known to services.
news-%s.co.uk | /opinion/serious-case-reviews | Why serious case reviews change nothing | Related: Child A
    report timeline > /news/timeline-child-a | Another review, another promise.
charity-help-%s.org.uk | /what-we-do/case-review-service | How we use case reviews | Thematic briefing:
    neglect > /media/briefing-neglect.pdf; Thematic briefing: teenagers > /media/briefing-teens.pdf;
    Learning from case reviews > /media/learning-from-case-reviews.pdf | Our briefings sum up what many
    case reviews say.
charity-help-%s.org.uk | /policy/submission | Our submission to the review of social care | Submission >
    /media/submission-care-review.pdf | What children told us.
charity-help-%s.org.uk | /governance/independent-review | Independent review of our safeguarding |
    Independent safeguarding review: full report > /media/independent-review.pdf; Our response and action
    plan > /media/response.pdf | Trustees commissioned a safeguarding review of the charity.
shop-law-%s.co.uk | /expertise/child-abuse/serious-case-reviews | Serious case reviews: our solicitors can
    help | Brochure > /files/brochure-abuse-claims.pdf | Families ask us what a serious case review is.
shop-law-%s.co.uk | /insights/dhr-guide | Domestic homicide reviews: a guide for families | Download our
    guide > /files/dhr-guide.pdf | We represent families in domestic homicide reviews.
shop-law-%s.co.uk | /cases/family-b-v-council | Family B v the council: a case report | Judgment >
    /files/judgment-family-b.pdf | Our team acted for the family.
blog-films-%s.com | /reviews/child-44 | Child 44: film review | Press kit > /press/child-44.pdf | A review
    of the thriller Child 44, case closed.
blog-books-%s.com | /reviews/the-case-of-child-x | Book review: The case of Child X | Sample chapter >
    /pdf/child-x-sample.pdf | Practice reviewers liked this crime novel.
shop-%s.com | /reviews/baby-a-monitor | Baby A+ monitor: full review | Manual > /manuals/baby-a.pdf |
    Incident-free sleep, our safety review says.
charity-training-%s.co.uk | /courses/learning-from-reviews | Learning from reviews: a half-day course |
    Course flyer > /files/flyer.pdf; Booking form > /files/booking.docx | Delegates look at recent child
    safeguarding practice reviews.
charity-chair-%s.co.uk | /services/serious-case-review-authors | Serious case review authors and chairs |
    Our CVs > /files/authors.pdf | We have written forty serious case reviews and SARs.
council-police-%s.police.uk | /foi/homicide-review-requests | FOI: domestic homicide reviews | Response
    1234 > /foi/1234-response.pdf | How many homicide reviews did the force take part in?
charity-diocese-%s.org | /safeguarding/past-cases | Past cases review | Past Cases Review 2: report of the
    diocese > /media/pcr2.pdf; Lessons learned review: the late Canon S > /media/lessons-learned.pdf | The
    diocese has reviewed its files.
"""


def second_look_alikes(random: Random, text: Text) -> list[Made]:
    """One page of each kind that looks like one of reviews and is none."""
    return made_of_sites(_ALIKE, random, text)


def made_of_sites(lines: str, random: Random, text: Text) -> list[Made]:
    """Pages on sites of their own, each told by one line."""
    found = []
    for line in re.sub(r"\n\s+", " ", lines.strip()).splitlines():  # a long one goes on where it is indented
        site, path, title, links, said = (part.strip() for part in line.split("|"))
        host = site.replace("%s", f"{random.choice(NAMES).lower()}{random.randint(1, 99)}")
        items = [link.split(" > ") for link in links.split("; ") if link]
        listed = "".join(f'<li><a href="{address}">{name}</a></li>' for name, address in items)
        body = f"<h1>{title}</h1><p>{said}</p>{text(2)}<ul>{listed}</ul>{text(1)}"
        found.append(Made(title, body, path, f"{site.partition('-%s')[0]}: {title}", False, site=host))
    return found
