"""The date on which a document was published, as the words around its link give it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.normalise.cases import CaseKind, case_names, find_case_names, resolve_case
from harvester.normalise.dates import DateLabel, DateMention, find_dates
from harvester.normalise.languages import detect_language
from harvester.normalise.lexicon import fold
from harvester.normalise.link_fields import MAX_FIELD, Field
from harvester.phrases import Phrases
from harvester.urls import document_suffix
from harvester.vocabulary import Origin, Precision

if TYPE_CHECKING:
    from harvester.records import Link, Page

MAX_PAGE_TEXT = 40_000
_A_NAME = 9  # characters; "here", "Download" and the like stand in any sentence
_DATE_CELL = re.compile(
    r"(?:^|[|;/])\s{0,3}(?:date|dyddiad)(?:\s+added)?\W{0,4}(?:[A-Z][a-z]+day\W{0,3})?$", re.IGNORECASE
)
_POST = re.compile(r"/(20\d\d)/(\d\d)/(\d\d)/(?=[\w-]*[a-z])")
_POSTED = re.compile(
    r"(?:posted|post\s+date|postiwyd|wedi'i\s+bostio|newyddion\s+a\s+bostiwyd)\b[^\d]{0,30}\d[\w\s,./-]{5,28}",
    re.IGNORECASE,
)
MAX_LINKS = 300  # of a page that are looked at
_IN_ONE_LINE = 6  # links of a line that holds both languages of a paper or two
_OF_ONE_POST = 12  # documents that one post announces; more of them are a list
_SEVERAL = re.compile(r"\b(?:reviews|SCRs|L?CSPRs|reports|archives?|adolygiadau)\b", re.IGNORECASE)
_NEVER = (DateLabel.BIRTH, DateLabel.DEATH, DateLabel.INCIDENT, DateLabel.PERIOD, DateLabel.OTHER)


def published_of(fields: tuple[Field, ...]) -> tuple[DateMention, Field] | None:
    """The date and the text that gives it: one called published before one without a label."""
    dates = [(field, [d for d in find_dates(field.text) if d.label not in _NEVER]) for field in fields]
    labelled = [
        (d, field)
        for field, found in dates
        for d in found
        if d.label is DateLabel.PUBLISHED and field.name != "breadcrumb"
    ]
    own = [(d, field) for field, found in dates for d in found if _undated_counts(d, field)]
    labelled = _without_others(labelled, own)
    if labelled:
        return _finest(labelled, own)
    return _finest(own, []) if own else None


def _without_others(
    labelled: list[tuple[DateMention, Field]], own: list[tuple[DateMention, Field]]
) -> list[tuple[DateMention, Field]]:
    """The dates called published, without those of a sentence that the page gives to other links of it.

    "That of Elm was published in May 2015, and that of Rowan in June 2017": what dates Rowan has no label.
    """
    mine = {d.value for d, field in labelled + own if field.name == "dated"}
    if not mine:
        return labelled
    return [(d, field) for d, field in labelled if field.name != "nearby" or d.value in mine]


def _undated_counts(mention: DateMention, field: Field) -> bool:
    """Whether a date without label dates the publication, by where it stands."""
    if mention.label is not None and not _only_called_date(mention, field.text):
        return False
    if mention.precision is Precision.YEAR and _in_code(mention, field.text):
        return False
    if field.name in ("text", "alt", "title", "entry", "row", "dated"):
        return True
    if field.name == "heading":
        return _clause(field.text, mention) <= 80 or mention.start <= 3
    if field.name in ("h1", "page title"):
        return bool(find_case_names(field.text)) and len(field.text) <= 80
    before = re.split(r"[;|]", field.text[: mention.start])[-1]  # of its own part, where parts are marked
    rest = before + re.split(r"[;|]", field.text[mention.end :])[0]
    return field.name == "nearby" and len(re.sub(r"[\W_]", "", rest)) <= 12


def _in_code(mention: DateMention, text: str) -> bool:
    """Whether a year is part of the number of a review: "CPR 2 Elmshire 2020", "TVSB 3/2019"."""
    return any(
        case.kind in (CaseKind.CODE, CaseKind.NUMBERED)
        and case.start <= mention.start
        and mention.end <= case.end
        for case in find_case_names(text)
    )


def _only_called_date(mention: DateMention, text: str) -> bool:
    """ "Date: June 2017", in a column of dates or on a post: the day when the document was put there."""
    return mention.label is DateLabel.COMPLETED and _DATE_CELL.search(text[: mention.start]) is not None


def _clause(text: str, mention: DateMention) -> int:
    """The length of a heading, without the sentence behind its colon that was run on to it."""
    colon = text.find(":", mention.end)
    return colon if colon >= 0 else len(text)


def _finest(
    first: list[tuple[DateMention, Field]], others: list[tuple[DateMention, Field]]
) -> tuple[DateMention, Field]:
    """The most trusted date, in the finest form that another text gives of the same date."""
    best = first[0]
    for candidate in first + others:
        finer = len(candidate[0].value) > len(best[0].value)
        if finer and candidate[0].value.startswith(best[0].value):
            best = candidate
    return best


def told_on_page(page: Page, link: Link, case_name: str | None) -> tuple[DateMention, Field] | None:
    """The date in a sentence of the page that says when this case was published.

    "The partnership published LCSPR 'Child Hazel' on 21 February 2024. Read the report here." Two
    sentences that disagree say nothing, and a sentence that holds another document's link dates that
    document alone.
    """
    if not case_name or not speaks_of_publishing(page):
        return None
    name = re.compile(rf"\b{re.escape(_bare(case_name.split(' (')[0]))}\b")
    told = [
        (mention, Field("page text", sentence, Origin.PAGE, 0.55))
        for sentence in _sentences(page.text[:MAX_PAGE_TEXT])
        if name.search(_bare(sentence))
        for mention in find_dates(sentence)
        if mention.label is DateLabel.PUBLISHED
    ]
    others = _other_names(page, link) if told else set()
    own = [one for one in told if not any(other in _bare(one[1].text) for other in others)]
    return own[0] if len({mention.value for mention, _ in own}) == 1 else None


def told_by_twin(link: Link, page: Page) -> tuple[DateMention, Field] | None:
    """The date of the same paper in the other language, linked in the same line.

    "Child D - Summary (December 2009) / Plentyn D - Crynodeb": both were published then.
    """
    line, language = link.nearby, detect_language(link.text)
    beside = [other for other in page.links[:MAX_LINKS] if line and other.nearby == line]
    if language is None or not 2 <= len(beside) <= _IN_ONE_LINE:
        return None
    names = _names(link.text)
    for other in beside:
        if other.url == link.url or detect_language(other.text) in (None, language):
            continue
        dates = [d for d in find_dates(other.text[:MAX_FIELD]) if d.label not in _NEVER]
        if len(dates) == 1 and names and names == _names(other.text):
            return dates[0], Field("twin", other.text, Origin.LINK, 0.6)
    return None


def _names(text: str) -> frozenset[str]:
    return case_names(resolve_case(find_case_names(text[:MAX_FIELD])) or "")


def _posted_below(page: Page) -> tuple[DateMention, Field] | None:
    """The day in the one line of a news post that says when it was posted, below its text."""
    lines = page.text[:MAX_PAGE_TEXT].splitlines()
    told = [number for number, line in enumerate(lines) if _POSTED.fullmatch(line.strip())]
    dates = find_dates(lines[told[0]]) if len(told) == 1 else ()
    if len(dates) != 1 or dates[0].precision is not Precision.DAY:
        return None
    own = [link for link in page.links[:MAX_LINKS] if not link.furniture and link.text]
    below = "\n".join(lines[told[0] + 1 :])
    if any(link.text in below for link in own):
        return None  # it is of the post that follows, or of a part of the page
    if sum(bool(document_suffix(link.url)) for link in own) > _OF_ONE_POST:
        return None  # a list of reviews that grew after it was posted
    return dates[0], Field("posted", lines[told[0]], Origin.PAGE, 0.5)


def posted(page: Page) -> tuple[DateMention, Field] | None:
    """The day on which a news post was posted: below its text, or in its address "/2017/10/26/review/".

    The address only of a post about one review: a list that once was posted dates none of them.
    """
    if (below := _posted_below(page)) is not None:
        return below
    match = _POST.search(page.url[:MAX_FIELD])
    if match is None or _SEVERAL.search(page.title) or _SEVERAL.search(page.h1):
        return None
    dates = find_dates("-".join(match.groups()))
    if len(dates) != 1:
        return None
    return dates[0], Field("page address", match.group(), Origin.PAGE, 0.45)


def _other_names(page: Page, link: Link) -> set[str]:
    """The texts of the page's other links, where they are long enough to be told from a passing word."""
    mine = _bare(link.text)
    texts = {_bare(other.text) for other in page.links if other.url != link.url and not other.furniture}
    return {text for text in texts if len(text) >= _A_NAME and text not in mine}


def speaks_of_publishing(page: Page) -> bool:
    """Whether a sentence of a page may say when something was published."""
    return bool(page.text) and bool(_sentences(page.text[:MAX_PAGE_TEXT]))


_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|\n")
_PUBLISHING = Phrases("publi|cyhoedd")


@lru_cache(maxsize=64)
def _sentences(text: str) -> tuple[str, ...]:
    """The sentences of a page that speak of publishing."""
    if _PUBLISHING.search(text) is None:
        return ()
    parts = _SENTENCE_ENDS.split(text)
    return tuple([part[:MAX_FIELD] for part in parts if _PUBLISHING.search(part)])[:200]


def _bare(text: str) -> str:
    return fold(text).replace("'", "").replace('"', "")
