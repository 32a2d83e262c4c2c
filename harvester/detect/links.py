"""Does this link lead straight to a review document? If not, is the page behind it worth a visit?"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from harvester.detect import addresses, words
from harvester.detect.addresses import Shape
from harvester.detect.features import HARD_TEXTS, Features, Texts, observe, of_page, repeats, texts_of
from harvester.detect.follow import judge_follow
from harvester.detect.model import LinkModel, link_model, logistic
from harvester.detect.reasons import plain_reasons
from harvester.detect.titles import own_title
from harvester.records import Link, LinkVerdict, Page, PageVerdict
from harvester.vocabulary import Nation, PageKind

if TYPE_CHECKING:
    from collections.abc import Mapping

ACCEPT: Final = 0.5  # the link alone suffices
CONSIDER: Final = 0.18  # fetch it, and let the document decide
FOLLOW: Final = 0.35  # a page worth fetching

_RULES: Final[Mapping[str, float]] = {
    "text:case": 1.6,
    "text:entry": 1.6,
    "text:name_only": 0.6,
    "hub&case": 1.2,
    "text:strong_role": 1.4,
    "text:role": 0.6,
    "hub&role": 0.8,
    "case&type": 0.8,
    "case&role": 0.8,
    "role&near_case": 1.2,
    "vague&near_case": 1.8,
    "date_only&near_case": 3.0,
    "briefing&nothing": -1.6,
    "listed&clean": 0.8,
    "file:size": 0.3,
    "file:word": 0.2,
    "vague&near_role": 0.8,
    "vague&near_bad": -5.0,
    "vague&near_leads_on": -9.0,
    "name_only&governance": -8.0,
    "vague&nothing": -2.0,
    "vague&near_one_type": 2.6,
    "vague&near_types": -2.4,
    "near:national&unnamed": -3.0,
    "one_type&clean": 1.2,
    "types&nothing": -1.4,
    "near:reports": 0.6,
    "page:hub": 0.6,
    "page:case_page": 0.9,
    "page:listing": 0.3,
    "page:other": -0.6,
    "page:news": -0.9,
    "page:news&untyped": -2.0,
    "text:form": -3.0,
    "text:guidance": -2.2,
    "text:governance": -2.6,
    "text:training": -1.6,
    "text:national": -2.4,
    "text:explain": -1.8,
    "text:news": -1.2,
    "text:audit": -1.4,
    "text:other_body": -2.5,
    "text:assurance": -2.5,
    "text:navigation": -4.0,
    "text:hub": -1.2,
    "text:year_list": -3.0,
    "text:title": -3.0,
    "text:title&alone": -12.0,
    "text:leads_on": -16.0,
    "near:contents": -14.0,
    "one_type&role&clean": 2.0,
    "text:question": -0.8,
    "bare": -1.0,
    "page:off_limits": -4.0,
}
_PLACES: Final = {name: place for place, name in enumerate(_RULES)}
_WEIGHTS: Final = tuple(_RULES.values())
# All of a link that its verdict depends on: everything but its position.
LINK_FACTS: Final = (
    *("url", "text", "title", "alt", "heading", "outline", "row", "column", "nearby", "entry", "apart"),
    "dated",
)
_what_counts = attrgetter(*LINK_FACTS)
_RULES_BIAS: Final = -1.6
_NOT_YET: Final = -0.2  # a page may turn out a document, but its link alone never says so
_RULES_SHARE: Final = 0.3  # of the log odds; the rest is the model's (chosen by cross-validation)


def judge_link(link: Link, page: Page, kind: PageVerdict, *, nation: Nation = Nation.ENGLAND) -> LinkVerdict:
    """Judge one link in its context.

    Args:
        link: the link with the texts around it.
        page: the page it stands on.
        kind: what `judge_page` said of that page.
        nation: whose law governs the source's reviews; decides what "SCR" means.

    Returns:
        A verdict: `score` that it leads straight to a review document, `follow` that it leads to pages
        that do, reasons for both; type, role, case and date for those judged to be documents.
    """
    if link.furniture:
        known = _known_in_menus(_what_counts(link), facts_of_page(page, kind.kind), repeats(link, page))
    elif kind.kind is PageKind.OTHER:  # it depends on the text of the page
        return judge_with(link_model(), link, page, kind, nation=nation)
    else:
        known = _known_outside(_what_counts(link), facts_of_page(page, kind.kind), repeats(link, page))
    if not known:
        verdict = judge_with(link_model(), link, page, kind, nation=nation)
        if verdict.is_review_document:
            return verdict  # what it is called depends on more
        known.append(verdict)
    return known[0]


@lru_cache(maxsize=16_384)
def _known_in_menus(*_: object) -> list[LinkVerdict]:
    """Where the verdict of a link of a menu is kept: the same menu stands on every page of a site."""
    return []


@lru_cache(maxsize=2_048)
def _known_outside(*_: object) -> list[LinkVerdict]:
    """Where that of another link is kept: trails, buttons and the like come with every page too."""
    return []


def facts_of_page(page: Page, kind: PageKind) -> tuple[object, ...]:
    """All of a page that the verdict of a link depends on, with its text for links outside menus.

    Unless the link is a document, or repeats the title of the page.
    """
    return (kind, of_page(page, kind), addresses.is_national(page.url))


def judge_with(model: LinkModel, link: Link, page: Page, kind: PageVerdict, *, nation: Nation) -> LinkVerdict:
    """`judge_link` with a given model, for cross-validation."""
    texts = texts_of(link, page)
    if texts.shape is Shape.UNFETCHABLE:
        return LinkVerdict(
            is_review_document=False, score=0.0, follow=0.0, reasons=("not an address of a page or file",)
        )
    off_limits = addresses.is_off_limits(link.url) if link.url else None
    if off_limits:
        return LinkVerdict(is_review_document=False, score=0.01, follow=0.0, reasons=(off_limits,))
    features = observe(link, page, kind.kind, texts=texts)
    odds = (rules_log_odds(features), model.log_odds(features))
    score, reasons = settle(link, page, features, odds, texts=texts)
    follow, follow_reason = judge_follow(texts, link, page, kind.kind)
    told = tuple(reasons) + plain_reasons(model.reasons(features))
    accepted = score >= ACCEPT
    if follow >= FOLLOW and not accepted:
        told += (follow_reason,)
    if not accepted:
        return LinkVerdict(
            is_review_document=False, score=round(score, 4), follow=round(follow, 4), reasons=told
        )
    from harvester.normalise.links import describe_link

    described = describe_link(_told_link(link, texts), replace(page, title=own_title(page)), nation=nation)
    return LinkVerdict(
        is_review_document=True,
        score=round(score, 4),
        follow=round(follow, 4),
        review_type=described.review_type,
        role=described.role,
        case_name=described.case_name,
        published=described.published,
        reasons=told,
    )


def rules_log_odds(features: Features) -> float:
    """What a person's rules alone say; the model corrects them."""
    found = [_PLACES[name] for name in features if name in _PLACES]
    return _RULES_BIAS + sum(
        _WEIGHTS[place] for place in sorted(found)
    )  # in one order: rounding depends on it


def settle(
    link: Link, page: Page, features: Features, odds: tuple[float, float], *, texts: Texts | None = None
) -> tuple[float, list[str]]:
    """One score from rules and model, then what the address and the place on the page say."""
    rules, learnt = odds
    log_odds = _RULES_SHARE * rules + (1.0 - _RULES_SHARE) * learnt
    reasons: list[str] = []
    if not link.url:
        return logistic(log_odds), reasons
    texts = texts or texts_of(link, page)
    hard = not HARD_TEXTS.isdisjoint(features)
    log_odds += _slug_odds(features)
    if texts.shape is Shape.DOCUMENT:
        log_odds += 0.9 if not hard else 0.2
        reasons.append("address of a document")
    elif texts.shape is Shape.MEDIA:
        log_odds -= 5.0
        reasons.append("picture, sound or film")
    elif not _says_file(features, texts):
        log_odds = min(log_odds - (4.5 if texts.shape is Shape.PAGE else 2.6), _NOT_YET)
        reasons.append("address of a page")
    if addresses.is_national(link.url) and not addresses.is_national(page.url):
        log_odds -= 3.0
        reasons.append("a national body's site")
    if link.furniture:
        log_odds -= 0.4 if texts.shape is Shape.DOCUMENT else 2.5
        reasons.append("in the furniture of the page")
    return logistic(log_odds), reasons


def _told_link(link: Link, texts: Texts) -> Link:
    """The link with what its file name says, where it says nothing else."""
    return replace(link, title=texts.text) if texts.borrowed and not link.title and not link.alt else link


def _slug_odds(features: Features) -> float:
    """What the file name adds to what the link says."""
    if "slug:bad" in features:
        return -2.5
    return 0.4 * sum(name in features for name in ("slug:type", "slug:role", "slug:case"))


def _says_file(features: Features, texts: Texts) -> bool:
    return "file:size" in features or "file:word" in features or bool(words.SIZE.search(texts.beside))
