"""What kind of page it is: a hub, a plain listing, one case, a review itself, news, a wall, nothing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from harvester.detect import addresses, cases, words
from harvester.detect.addresses import Shape
from harvester.detect.invitations import without_verb
from harvester.detect.titles import own_title, title_parts
from harvester.records import Link, Page, PageVerdict
from harvester.vocabulary import PageKind

_CHALLENGE: Final = re.compile(
    r"just a moment|attention required|checking (?:if the site connection is secure|your browser)|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|are you (?:a )?(?:human|robot)|"
    r"one more step|ddos[- ]guard|ddos protection|security check|request unsuccessful\. incapsula|"
    r"incapsula incident|pardon our interruption|access (?:to this page has been )?denied|"
    r"enable javascript and cookies to continue|please (?:complete|solve) the (?:captcha|"
    r"security check)|unusual traffic|your (?:request|access|ip) (?:has been|was|is) (?:blocked|"
    r"limited)|you have been blocked|"
    r"bot verification|human verification|i'?m not a robot|performance (?:&|"
    r"and) security by cloudflare|403 forbidden|please wait while we (?:verify|check)|"
    r"prove you are human|request blocked|web application firewall|"
    r"needs to review the security of your connection|not acceptable!|sucuri website firewall|"
    r"the requested url was rejected|the request is blocked|web page blocked|\battack id\b|"
    r"access to this (?:web ?)?(?:site|service) has been (?:limited|denied|blocked|restricted)|"
    r"mak(?:e|ing) sure you(?:'re| are) not a (?:ro)?bot|"
    r"verify(?:ing)? (?:that )?you(?:'re| are) not a (?:ro)?bot|"
    r"think that you are a (?:ro)?bot|solve this captcha|unable to access this website|"
    r"(?:enable javascript|turn javascript on) and (?:then )?reload|one moment, please|"
    r"request is being (?:verified|checked)|(?:verifying|checking) (?:your|the site) connection",
    re.IGNORECASE,
)
_LOGIN: Final = re.compile(
    r"^(?:(?:please )?(?:log ?in|sign ?in|log ?on)(?: to .{1,60}| required| page)?|login required|"
    r"members?(?:' | )(?:area|only|log ?in).*|user (?:login|account)|authentication required|"
    r"restricted (?:area|access|content).*|"
    r"(?:this (?:page|content|area) is )?(?:password )?protected(?:[: ].*)?|protected: .*|"
    r"private (?:page|area)|401 unauthori[sz]ed.*|unauthori[sz]ed|secure area|account login|"
    r"staff login|professionals?'? log ?in|mewngofnodi)$",
    re.IGNORECASE,
)
_LOGIN_TEXT: Final = re.compile(
    r"you (?:must|need to) (?:be logged in|log ?in|sign in|register)|please (?:log ?in|sign in|"
    r"enter your (?:password|user ?name))|(?:user ?name|"
    r"e-?mail(?: address)?)\b.{0,80}\bpassword\b|forgot(?:ten)? (?:your )?password|"
    r"this content is password protected|only available to (?:registered|logged)|"
    r"log in to (?:view|continue|access)|sign in (?:to (?:view|continue|access|your account)|with)",
    re.IGNORECASE | re.DOTALL,
)
_CONSENT: Final = re.compile(
    r"before you continue|we (?:value|care about|respect) your privacy|"
    r"(?:this|our|the) (?:web)?site uses cookies|"
    r"choices (?:regarding|about) cookies|we use cookies|cookie (?:consent|settings|preferences)|"
    r"accept (?:all )?cookies|consent to (?:the use of )?cookies|your privacy choices|"
    r"you must accept (?:the )?(?:cookies|terms)|"
    r"accept (?:the )?terms (?:and conditions )?to continue|i agree to the terms",
    re.IGNORECASE,
)
_MISSING_TITLE: Final = re.compile(
    r"\b(?:page|file|document|content|resource|item|article) (?:(?:was|is|could|can|has|does|"
    r"cannot|can't|could not|couldn't|can not)(?: not|n't)? ?)*(?:be )?(?:not )?(?:found|exist|"
    r"available|missing|removed|moved|displayed)\b|"
    r"^gone$|\bdomain (?:name )?is for sale\b|\bis for sale$|\baccount (?:has been )?suspended\b|"
    r"^welcome to nginx\b|^iis windows server\b|\bapache2? .{0,20}default page\b|"
    r"\bthis (?:page|site) has been archived$|\bwebsite (?:has )?expired\b|\b(?:page|document) unavailable\b|"
    r"^(?:error )?404(?: ?[-:.!|;]|$)|\b404 (?:error|not found|page)|\bnot found\b|\bpage (?:missing|"
    r"unavailable|removed|no longer exists?)\b|\bcan(?:'t|not) (?:be found|find (?:that|this|"
    r"the) page)|\bwe can(?:'t|not) find\b|\boops\b|"
    r"\bno longer (?:available|exists?|here)\b|\bnothing (?:was )?found\b|\bpage does(?: not|"
    r"n't) exist|\bheb ei (?:chanfod|ganfod)\b|\bnid yw'r dudalen\b|\bsorry, (?:we|this|that|"
    r"the) (?:could|can|page)",
    re.IGNORECASE,
)
_MISSING_TEXT: Final = re.compile(
    r"(?:page|file|document|address|url) (?:that )?"
    r"(?:you (?:are|were|'re|have) (?:looking for|requested|trying to)|"
    r"you requested|requested)[^.]{0,80}(?:not|n't|no longer|moved|removed|deleted|unavailable)|"
    r"\b(?:page|document|file) (?:could not|couldn't|can't|cannot) be found|"
    r"(?:could not|couldn't|can't|cannot|unable to) find (?:the|that|this) (?:page|document|file)|"
    r"page (?:has been|may have been|was|might have been) (?:moved|removed|deleted|renamed)|"
    r"this page (?:does not|doesn't|no longer) exist|this (?:page|document|"
    r"content) is no longer (?:available|here)",
    re.IGNORECASE,
)
_SECTION: Final = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})?[.):]? ?)?(?:introduction|background|methodology|"
    r"terms of reference|the (?:review )?process|scope|summary of (?:the )?(?:case|facts|events)|"
    r"case summary|family (?:composition|background|structure)|"
    r"(?:the )?facts|narrative|chronology|key (?:events|episodes|themes|findings|"
    r"practice episodes)|analysis|findings|themes|(?:lessons|learning)(?: learn(?:ed|t)| points)?|"
    r"conclusions?|recommendations|good practice|appraisal of practice|"
    r"contents|voice of the (?:child|family)|family (?:involvement|views|engagement)|"
    r"what happened|why (?:it|this) happened|contributors|appendi(?:x|ces).*|cyflwyniad|cefndir|"
    r"argymhellion|reason for the review.*|circumstances .*)(?: (?:and|&|,) .{3,50})?$",
    re.IGNORECASE,
)
_HUB_TITLE: Final = re.compile(
    r"\b(?:case|practice|learning|safeguarding|homicide|death|partnership|published|local|"
    r"statutory|thematic|management|unified safeguarding|recent|lessons|serious incident|"
    r"multi-agency) reviews\b|"
    r"\blearning (?:lessons )?from (?:\w+ ){0,4}(?:reviews?|cases)\b|\blessons (?:learn(?:ed|"
    r"t) )?from (?:\w+ ){0,4}reviews?\b|\b(?:l?cspr|lscpr|scr|sar|dhr|cpr|apr|susr|cmr|spr)s\b|"
    r"\breviews (?:and|&) (?:learning|briefings|reports|audits)\b|"
    r"\blearning (?:and|&) reviews\b|\bcase reviews? (?:published|update|reports|learning|"
    r"briefings|library|archive)|\b(?:local )?(?:child )?safeguarding practice review$|"
    r"\bserious case review$|\bcase review$|\badolygiadau\b|"
    r"\breviews$|\breview reports\b|\b(?:child|adult) practice reviews?$|"
    r"\bpublication of (?:\w+ )?(?:case|practice) reviews\b|^l?cspr$|\blearning lessons$|"
    r"\bdomestic homicide review$|\bsafeguarding adults? review$|^lessons learn(?:ed|t)$",
    re.IGNORECASE,
)
_LISTING_TITLE: Final = re.compile(
    r"\b(?:downloads?|publications?|documents?|briefings?|resources|library|reports|leaflets|"
    r"learning (?:zone|resources|from practice|hub)|archive|published)\b|\bcyhoeddiadau\b|"
    r"\bdogfennau\b",
    re.IGNORECASE,
)
_HUB_PATH: Final = re.compile(
    r"serious-?_?case-?_?reviews?|practice-?_?reviews?|case-?_?reviews?|csprs?\b|"
    r"learning-?_?(?:from-?_?)?(?:\w+-)?reviews?|published-?_?reviews?|safeguarding-?_?reviews?|"
    r"lscp-?reviews|homicide-?_?reviews?|adults?-?_?reviews?|"
    r"case-?_?management-?_?review|(?:^|/)(?:scrs?|sars?|dhrs?|reviews?)(?:[/.]|$)|learning-?lessons",
    re.IGNORECASE,
)


def judge_page(page: Page, *, status: int = 200) -> PageVerdict:
    """What kind of page this is, with reasons; walls and soft 404s are told whatever the status."""
    title = own_title(page)
    for judge in (_wall, _missing):
        verdict = judge(page, title, status)
        if verdict is not None:
            return verdict
    off_limits = addresses.is_off_limits(page.url)
    if off_limits:
        return PageVerdict(kind=PageKind.OTHER, score=0.95, reasons=(off_limits,))
    return _review(page, title) or _content(page, title)


def _verdict(kind: PageKind, score: float, *reasons: str) -> PageVerdict:
    return PageVerdict(kind=kind, score=round(score, 3), reasons=tuple(filter(None, reasons)))


# ------------------------------------------------------------------ walls and missing pages


def _wall(page: Page, title: str, status: int) -> PageVerdict | None:
    size = len(page.text)
    links = _main_links(page)
    thin = size < 1_200 and len(links) <= 8 and not _has_documents(links)
    said = f"{title} ; {page.text[:1_500]}".translate(words.STRAIGHT) if thin else ""
    challenge = _CHALLENGE.search(said) if thin else None
    if "challenge" in page.signals and size < 3_000 and not _has_documents(links):
        return _verdict(PageKind.WALL, 0.97, "the page carries a challenge script")
    if challenge and (_CHALLENGE.search(title) or _says_little(page, title)):
        return _verdict(PageKind.WALL, 0.95, f'challenge: "{challenge.group().lower()}"')
    if page.refresh and re.search(r"captcha|challenge", page.refresh) and size < 700:
        return _verdict(PageKind.WALL, 0.95, "sends its reader to a challenge")
    if _is_login(page, title, links):
        return _verdict(PageKind.WALL, 0.9, "log-in page")
    if _is_consent(page, title, links):
        return _verdict(PageKind.WALL, 0.85, "cookie or consent wall")
    if status in {401, 403, 407, 429, 451} and not _has_documents(links):
        return _verdict(PageKind.WALL, 0.9, f"answered {status}")
    return None


def _says_little(page: Page, title: str) -> bool:
    return len(page.text) < 700 and not words.TYPE.search(title)


def _is_login(page: Page, title: str, links: list[Link]) -> bool:
    if len(page.text) > 2_500 or _has_documents(links):
        return False
    head = title_parts(page)
    named = any(_LOGIN.match(part) for part in head) or bool(page.h1 and _LOGIN.match(words.tidy(page.h1)))
    password = "password" in page.signals
    if not (named or password):
        return False
    said = bool(_LOGIN_TEXT.search(page.text[:2_500]))
    if named and (password or said or len(page.text) < 400):
        return True
    if password and said and len(page.text) < 700:
        return True
    return password and len(page.text) < 250


def _is_consent(page: Page, title: str, links: list[Link]) -> bool:
    if len(page.text) > 900 or len(links) > 8 or _has_documents(links):
        return False
    text = page.text.strip()
    if _CONSENT.search(title):
        return True
    legal = re.compile(r"cookie|privacy|terms|policy", re.IGNORECASE)
    ways_on = [link for link in links if not legal.search(f"{link.url} {link.text}")]
    asks = re.search(r"\b(?:accept|agree|consent|reject|decline|continue|choose)\b", text, re.IGNORECASE)
    if len(ways_on) > 1 or not asks:
        return False  # a small page that mentions cookies
    found = _CONSENT.search(text[:400])
    # without its consent words the page says next to nothing
    rest = [
        line
        for line in text.splitlines()
        if not re.search(r"cookie|consent|privacy|accept|reject|agree|terms", line, re.IGNORECASE)
    ]
    return bool(found) and len(" ".join(rest)) < 120


def _missing(page: Page, title: str, status: int) -> PageVerdict | None:
    if status in {404, 410}:
        return _verdict(PageKind.MISSING, 0.99, f"answered {status}")
    links = _main_links(page)
    if len(page.text) > 3_000 or _has_documents(links):
        return None
    found = _MISSING_TITLE.search(title)
    if found and not words.TYPE.search(title):
        return _verdict(PageKind.MISSING, 0.95, f'titled "{title[:60]}"')
    said = _MISSING_TEXT.search(page.text[:700].translate(words.STRAIGHT))
    if said and len(page.text) < 1_500:
        return _verdict(PageKind.MISSING, 0.85, f'says "{said.group()[:60]}"')
    if status >= 500:
        return _verdict(PageKind.OTHER, 0.5, f"answered {status}")
    return None


def _main_links(page: Page) -> list[Link]:
    return [link for link in page.links if not link.furniture]


def _has_documents(links: list[Link]) -> bool:
    return any(addresses.shape_of(link.url) is Shape.DOCUMENT for link in links)


# ------------------------------------------------------------------ reviews published as pages


def _review(page: Page, title: str) -> PageVerdict | None:
    """The page is itself the text of a review: a case in the title, sections, and length."""
    about = words.TYPE.search(title) or words.ROLE_STRONG.search(title)
    named = cases.has_case(title)
    if not (about and (named or words.ROLE_STRONG.search(title))) or len(page.text) < 1_500:
        return None
    if words.TYPE_PLURAL.search(title) or any(
        p.search(title) for p in (words.FORM, words.GUIDANCE, words.GOVERNANCE, words.NATIONAL)
    ):
        return None
    heads = [words.tidy(head).lower().rstrip(":.") for head in page.headings]
    sections = {head for head in heads if _SECTION.match(head)}
    documents = sum(addresses.shape_of(link.url) is Shape.DOCUMENT for link in _main_links(page))
    if len(sections) >= 3 and documents <= 3:
        return _verdict(
            PageKind.REVIEW,
            min(0.98, 0.6 + 0.08 * len(sections)),
            f"{len(sections)} sections of a review under its title",
        )
    if len(sections) >= 2 and documents == 0 and len(page.text) > 5_000:
        return _verdict(PageKind.REVIEW, 0.7, "long text in sections of a review under its title")
    return None


# ------------------------------------------------------------------ hubs, lists, cases, news


def _content(page: Page, title: str) -> PageVerdict:
    tally = _tally(page)
    parts = title_parts(page)
    hub_title = any(_HUB_TITLE.search(part) and not _spoilt(part) for part in parts)
    hub_path = bool(_HUB_PATH.search(_path(page.url)))
    news_path = bool(addresses.NEWS_PATH.search(page.url))
    news = news_path or any(words.NEWS.search(part) for part in parts[:2])
    case = _case_page(page, title, tally, likely=hub_path or bool(tally["documents"]))
    if case is not None and not (news and not _is_below_hub(page, title)):
        return case
    if news and not (hub_title and tally["cases"] >= 3):
        return _verdict(PageKind.NEWS, 0.8, "news by address or title")
    spoilt = any(_spoilt(part) for part in parts[:2])
    if hub_title or (hub_path and not spoilt):
        sure = 0.95 if hub_title and tally["reviews"] else 0.8
        return _verdict(
            PageKind.HUB, sure, f'titled like a hub: "{title[:80]}"' if hub_title else "address of a hub"
        )
    listed = tally["cases"] + tally["typed"]
    if listed >= 3 and not spoilt:
        return _verdict(PageKind.HUB, 0.75, f"lists {listed} links that name reviews or cases")
    cards = _named_cards(page)
    explains = spoilt and any(words.EXPLAIN.search(part) for part in parts[:2])  # "What we learned"
    if cards >= 3 and (explains or not spoilt) and words.TYPE.search(page.text[:20_000]):
        return _verdict(PageKind.HUB, 0.7, f"{cards} entries are named as cases, and reviews are spoken of")
    if tally["documents"] >= 2:
        return _verdict(PageKind.LISTING, 0.7, f"{tally['documents']} documents")
    if _LISTING_TITLE.search(title):
        return _verdict(PageKind.LISTING, 0.7, "titled like a list of documents")
    return _verdict(PageKind.OTHER, 0.6, "nothing of a review page")


def _case_page(page: Page, title: str, tally: dict[str, int], *, likely: bool) -> PageVerdict | None:
    """A page about one review: a case in its title, or one review in the title of a page below a hub."""
    if _spoilt(title):
        return None
    named = cases.has_case(title) or _is_dated_case(page) or is_named_review(page.h1)
    if named and (likely or words.TYPE.search(title)):
        if tally["cases"] < 4:
            return _verdict(PageKind.CASE_PAGE, 0.85, f'one case in the title "{title[:80]}"')
        return _verdict(PageKind.HUB, 0.8, "names a case in the title but lists several")
    if _is_below_hub(page, title) and tally["cases"] < 4:
        return _verdict(PageKind.CASE_PAGE, 0.7, f'one review in the title "{title[:80]}", below a hub')
    return None


def is_named_review(text: str) -> bool:
    """Whether a text is a bare name and one kind of review: "Ada: case management review"."""
    plain = words.tidy(text)[:160]
    found = words.TYPE.search(plain)
    if found is None or words.TYPE_PLURAL.search(plain):
        return False
    return cases.is_name(f"{plain[: found.start()]} {plain[found.end() :]}".strip(" :;,.()-"))


def _is_below_hub(page: Page, title: str) -> bool:
    """Whether the page stands below the address of a hub and its title names a single review."""
    parent = _path(page.url).partition("?")[0].rstrip("/").rpartition("/")[0]
    single = words.TYPE.search(title) and not words.TYPE_PLURAL.search(title)
    if not single or not _HUB_PATH.search(parent) or addresses.NEWS_PATH.search(page.url):
        return False
    return bool(words.NEWS.search(title)) or not any(
        _HUB_TITLE.search(part) for part in title_parts(page)[:1]
    )


def _spoilt(title: str) -> bool:
    """The title names reviews, but of the nation, of a year's report, or how to do them."""
    if words.GOVERNANCE.search(title) or words.EXPLAIN.search(title) or words.FORM.search(title):
        return True
    if words.NATIONAL.search(title) and not re.search(r"\blocal\b", title, re.IGNORECASE):
        return not re.search(r"repository|collection|case reviews", title, re.IGNORECASE)
    return bool(words.GUIDANCE.search(title) or words.TRAINING.search(title)) and not re.search(
        r"leaflets|briefings", title, re.IGNORECASE
    )


def _is_dated_case(page: Page) -> bool:
    return bool(page.h1 and words.ENTRY.match(words.tidy(page.h1)))


def _path(url: str) -> str:
    return url.split("//", 1)[-1].partition("/")[2]


def _named_cards(page: Page) -> int:
    """How many entries with links are called by the name of a case, if these are most of the page's."""
    named: set[str] = set()
    others: set[str] = set()
    for link in _main_links(page)[:600]:
        text = words.tidy(link.text or link.alt)
        if not text or words.is_vague(text):
            text = words.tidy(link.title or link.entry or link.heading)
        text = without_verb(text)
        if text and not words.NAVIGATION.match(text) and not words.PAGER.match(text):
            (named if cases.has_case(text) or cases.is_name(text) else others).add(text)
    return len(named) if len(named) >= len(others) else 0


def _tally(page: Page) -> dict[str, int]:
    """How many links outside furniture are documents, name cases, name single reviews."""
    out = {"documents": 0, "cases": 0, "typed": 0, "reviews": 0}
    for link in _main_links(page)[:600]:
        case, typed, review = _counts_as(words.tidy(link.text or link.alt or link.title))
        out["documents"] += addresses.shape_of(link.url) is Shape.DOCUMENT
        out["cases"] += case
        out["typed"] += typed
        out["reviews"] += review
    return out


_OF_NO_REVIEW: Final = (words.FORM, words.GUIDANCE, words.GOVERNANCE, words.NATIONAL, words.NEWS)


@lru_cache(maxsize=8_192)  # a report stands on a list and on the page of its case
def _counts_as(text: str) -> tuple[bool, bool, bool]:
    """Whether the text of a link names a case, a single review without one, and a review or paper at all."""
    if any(
        p.search(text) for p in (words.FORM, words.GUIDANCE, words.GOVERNANCE, words.NATIONAL, words.NEWS)
    ):
        return False, False, False
    named = cases.has_case(text)
    typed = bool(words.TYPE.search(text)) and not words.TYPE_PLURAL.search(text)
    return named, typed and not named, named or typed or bool(words.ROLE_STRONG.search(text))
