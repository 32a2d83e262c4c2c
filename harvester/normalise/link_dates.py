"""The date on which a document was published, as the words around its link give it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.normalise.cases import find_case_names
from harvester.normalise.dates import DateLabel, DateMention, find_dates
from harvester.normalise.lexicon import fold
from harvester.normalise.link_fields import MAX_FIELD, Field
from harvester.vocabulary import Origin

if TYPE_CHECKING:
    from harvester.records import Link, Page

MAX_PAGE_TEXT = 40_000
_A_NAME = 9  # characters; "here", "Download" and the like stand in any sentence
_DATE_CELL = re.compile(
    r"(?:^|[|;/])\s{0,3}(?:date|dyddiad)(?:\s+added)?\W{0,4}(?:[A-Z][a-z]+day\W{0,3})?$", re.IGNORECASE
)
_POST = re.compile(r"/(20\d\d)/(\d\d)/(\d\d)/(?=[\w-]*[a-z])")
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
    if labelled:
        return _finest(labelled, own)
    return _finest(own, []) if own else None


def _undated_counts(mention: DateMention, field: Field) -> bool:
    """Whether a date without label dates the publication, by where it stands."""
    if mention.label is not None and not _only_called_date(mention, field.text):
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
    if not case_name or not page.text:
        return None
    name = _bare(case_name.split(" (")[0])
    told = [
        (mention, Field("page text", sentence, Origin.PAGE, 0.55))
        for sentence in _sentences(page.text[:MAX_PAGE_TEXT])
        if re.search(rf"\b{re.escape(name)}\b", _bare(sentence))
        for mention in find_dates(sentence)
        if mention.label is DateLabel.PUBLISHED
    ]
    others = _other_names(page, link) if told else set()
    own = [one for one in told if not any(other in _bare(one[1].text) for other in others)]
    return own[0] if len({mention.value for mention, _ in own}) == 1 else None


def posted(page: Page) -> tuple[DateMention, Field] | None:
    """The day in the address of a news post: "/2017/10/26/serious-case-review/".

    Only of a post about one review: a list of reviews that once was posted dates none of them.
    """
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


@lru_cache(maxsize=64)
def _sentences(text: str) -> tuple[str, ...]:
    """The sentences of a page that speak of publishing."""
    parts = re.split(r"(?<=[.!?])\s+|\n", text)
    return tuple(p[:MAX_FIELD] for p in parts if re.search(r"publi|cyhoedd", p, re.IGNORECASE))[:200]


def _bare(text: str) -> str:
    return re.sub(r"['\"]", "", fold(text))
