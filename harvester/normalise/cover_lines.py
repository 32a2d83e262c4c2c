"""Which lines of a document are its title page, and what each of them is.

Only the text and its order are relied on: sizes, weights and positions are missing from many
files, and a page of one size says as much as one of three.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from harvester.normalise.boards import find_boards
from harvester.normalise.cases import find_case_names
from harvester.normalise.cover_breaks import broken_off, is_sentence, sentence_goes_on
from harvester.normalise.cover_noise import is_aside, is_body, is_filed_as, is_mark
from harvester.normalise.dates import DateLabel, DateMention, find_dates
from harvester.normalise.lexicon import squeeze, straight
from harvester.normalise.names import is_likely_name
from harvester.normalise.types import find_review_types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.records import Line

MAX_LINES = 60  # a title page has fewer; what comes after is body
_LONG = 200
_MAX_LINE = 500  # characters of one line that are looked at


class Kind(StrEnum):
    """What a line of a title page is."""

    TITLE = "title"  # type, role, subject, slogan: whatever nothing else claims
    BOARD = "board"
    PERSON = "person"
    DATE = "date"  # of the report
    LIFE = "life"  # birth, death, incident, proceedings
    MARK = "mark"  # page numbers, confidentiality, version
    NOTICE = "notice"  # sentences, legal basis, addresses


@dataclass(slots=True)
class CoverLine:
    """A line of the title page with what it was found to be."""

    text: str
    source: Line
    full: str = ""  # as read; `text` may be cut where part of it is no title
    kind: Kind = Kind.TITLE


_STOP = re.compile(
    r"^(?:table\s+of\s+)?(?:contents?|index|cynnwys|mynegai|glossary|abbreviations|acknowledge?ments?|foreword|preface"
    r"|synopsis|key\s+contacts?)(?:\s+page)?\s*:?(?:\s+page)?$"
    r"|^(?:section\s+)?(?:1|i|one)(?:\.0?|\))?\s*[:.\-–]?\s+(?:introduction|background|summary|executive|purpose|context|the\s+\w+"
    r"|why|what|circumstances|terms|reasons?|process|foreword|glossary|cyflwyniad|scope|methodology|overview|principles)\b"
    r"|^(?:the\s+)?(?:serious\s+case\s+)?review\s+process\s*:?$|^(?:the\s+)?subjects?\s+of\s+the\s+review\s*:?|^circumstances\s+(?:resulting|leading)\b"
    r"|^(?:a\s+)?(?:message\s+of\s+)?condolences?\s*:?$|^reasons?\s+for\s+(?:the|this)\s+review\s*:?$"
    r"|^dear\b|^annwyl\b|^thank\s+you\s+for\b|^brief\s+outline\b|^legal\s+context|^1\.1\b|^introduction\s*:?$|^introduction\s*\.{3,}|.*\.{5,}\s*\d+$|^cyflwyniad$",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"^\W*(?:(?:p\s*a\s*g\s*e|page|tudalen)\s*)?\d{0,3}\s*(?:(?:\||of|/|o)\s*\d{1,3})?\W*$|^\W*[ivxlc]{1,4}\W*$|^\W*page\s+of\s+\d+\W*$"
    r"|^page\s*\|?\s*\d+.*$",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"^\W*(?:(?:strictly|in|private|and|&|not\s+protectively|highly|most|confidential|restricted|protect(?:ed|ively)?|official"
    r"|sensitive|draft|final|version|copy|embargoed|redacted|anonymised|unrestricted|public|published|marked|strict|confidence"
    r"|not\s+for\s+(?:circulation|publication|distribution|disclosure)|for\s+publication|cyfrinachol|drafft|until|do\s+not\s+copy"
    r"|v?\d{1,2}(?!\d)(?:\.\d{1,2})*|no\.?|amended|clean|v\.?\s?\d[\d.]*|-|–|:)[\s.,:/\-]*)+\W*$",
    re.IGNORECASE,
)
_CONFIDENTIAL = re.compile(
    r"^home\s+office$|^\W*(?:strictly\s+)?(?:confidential|restricted|private|official)\b.{0,90}$|^in\s+strict(?:est)?\s+confidence\b.{0,40}$"
    r"|^final\s+version\b.{0,40}$|^version\s*:?\s*\w?\d.{0,30}$|^(?:not\s+to\s+be|embargoed)\b.{0,100}$"
    r"|^v(?:ersion)?\s?\d+(?:\.\d+)*\b.{0,30}$",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\b(?:property\s+of|copyright|©|all\s+rights\s+reserved|to\s+be\s+read\s+(?:alongside|in\s+conjunction|with)|publication\s+has\s+been"
    r"|has\s+been\s+delayed|photocopied|distributed|deposited|commissioned\s+by|in\s+accordance\s+with|under\s+(?:the\s+)?(?:regulation|chapter"
    r"|section|part|s\.?\s?\d)|pursuant\s+to|working\s+together\s+to\s+safeguard|regulations\s+(?:19|20)\d\d|act\s+(?:19|20)\d\d|for\s+publication\s+on"
    r"|isbn|registered\s+charity|this\s+(?:report|document|review)\s+(?:is|was|has|may|must|should|contains|will)|names?\s+(?:have|has)\s+been\s+changed"
    r"|produced\s+by|at\s+the\s+request\s+of|if\s+you\s+(?:require|would)|available\s+(?:in|from|for|at)|signature|telephone|tel:|e-?mail|undertaken\s+under)"
    r"|\b(?:civic\s+(?:centre|offices)|town\s+hall|county\s+hall|council\s+(?:offices|house)|shire\s+hall)\b"
    r"|\bsafeguarding\s+is\s+everyone|\bworking\s+together\s+to\s+(?:keep|protect|ensure|improve|make)\b"
    r"|^(?:keeping|protecting)\s+(?:children|adults|people|our)\b|^\W*aged?\s*:?\s+\d"
    r"|www\.|https?:|@|^nb\b|^n\.b\.|^(?:presented|submitted|reported)\s+to\b|^perpetrator\s*:|^(?:on\s+behalf\s+of|prepared\s+for)(?:\s+the)?$"
    r"|^(?:signed|date\s+signed)\b|\b[A-Z]{1,2}\d{1,2}[A-Z]?\s\d[A-Z]{2}\b",
    re.IGNORECASE,
)
_FIRM = re.compile(r"\b(?:ltd|limited|llp|plc|associates|consultancy|consulting)\b\.?$", re.IGNORECASE)
_BOARD_REST = re.compile(
    r"\b(?:on\s+behalf\s+of|commissioned\s+by|published\s+by|produced\s+by|prepared\s+for|report\s+(?:to|of|for|by)|for|by|the|and|&|of|london|borough|city|county"
    r"|a|joint|royal|in\s+partnership\s+with|with|approved|council|metropolitan|logo)\b",
    re.IGNORECASE,
)
_NAMELESS_BOARD = re.compile(
    r"^(?:the\s+)?(?:(?:local\s+)?safeguarding\s+(?:children|adults?)(?:['’]?s)?\s+(?:board|partnership)|lsc[bp]|l?sab)\W*$",
    re.IGNORECASE,
)
_BOARD_FIELD = re.compile(r"^(?:lscb|lscp|sab|csp|safeguarding\s+board)\s*:\s*\w", re.IGNORECASE)
_OWN = frozenset(
    {
        None,
        DateLabel.PUBLISHED,
        DateLabel.COMPLETED,
        DateLabel.APPROVED,
        DateLabel.PRESENTED,
        DateLabel.UPDATED,
    }
)
_LIFE_WORDS = re.compile(
    r"^\W*(?:d\.?\s?o\.?\s?[bd]\b|born\b|died\b|date\s+of\s+(?:birth|death|(?:serious\s+)?incident|injury)|date\s+of\s+birth\s+and"
    r"|review\s+initiated|criminal\s+proceedings|incident\s+date|period\s+(?:of|under)\s+review|ganwyd|bu\s+farw)",
    re.IGNORECASE,
)
_LIFE_WORD = re.compile(
    r"of|the|on|in|and|at|date|to|from|was|born|died|birth|death|dob|dod|incident|serious|event|aged?|years?|months?|old"
    r"|episode|that|which|triggered|triggering|led|review|period|covered|under|between|criminal|proceedings|initiated"
    r"|trial|inquest|injury|murder|killed|homicide|commenced|concluded|started|began",
    re.IGNORECASE,
)
_DATE_WORDS = re.compile(
    r"\b(?:date|dated|of|the|report|review|published|publication|by|on|completed|completion|approved|approval|adopted|adoption|presented"
    r"|updated?|revised|amended|ratified|endorsed|agreed|accepted|signed|off|submitted|to|for|board|panel|final|version|draft|and|at|in"
    r"|released|issued|copy|month|year|first|last|findings|meeting|mon|tue|wed|thu|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|[A-Z]{2,6}SC[BP]|[A-Z]{1,6}S[AC][BP]B?|lscb|lscp|ofsted|home\s+office|cyhoeddwyd|cyhoeddi|dyddiad|adroddiad|adolygiad|cwblhawyd|cwblhau|cyflwyno|cyflwynwyd|cymeradwyo"
    r"|cymeradwywyd|bwrdd|i'r|yr|ym|mis|yn|ar|y)\b",
    re.IGNORECASE,
)


# Where a second line was drawn onto the first: "Child L Author: …", "Baby V Published: June 2019".
_LABEL_INSIDE = re.compile(
    r"\s(?P<label>(?:(?:independent|report|overview|lead)\s+){0,3}(?:author|reviewer|writer)s?\s*:\s*\S"
    r"|(?:date\s+of\s+)?publi(?:shed|cation(?:\s+date)?)\s*:\s*\d)",
    re.IGNORECASE,
)


def _parts(text: str) -> list[str]:
    """A line, in two where it holds a title and then a labelled name or date."""
    match = _LABEL_INSIDE.search(text)
    if not match:
        return [text]
    before = text[: match.start()].strip()
    if not find_review_types(before) and not find_case_names(before):
        return [text]
    return [before, text[match.start("label") :].strip()]


_SPACED = re.compile(r"(?<!\S)(?:[^\W\d_] ){3,}[^\W\d_](?!\S)")


def squeeze_letters(text: str) -> str:
    """Letter-spaced words drawn together: "P a g e 1" → "Page 1"."""
    return _SPACED.sub(lambda m: m.group().replace(" ", ""), text)


def title_zone(lines: Sequence[Line]) -> list[CoverLine]:
    """The lines of the title page, without contents list and body, each with its kind."""
    zone: list[CoverLine] = []
    prose = 0
    first_page = lines[0].page if lines else 1
    for line in lines:
        text = squeeze_letters(squeeze(line.text[:_MAX_LINE]))
        if not text:
            continue
        if len(zone) >= MAX_LINES or (line.page != first_page and enough(zone)) or line.page > first_page + 1:
            break
        if _STOP.match(text) and zone:
            break
        prose = prose + 1 if _is_prose(text) else 0
        if prose >= 3 and len(zone) > 3:
            del zone[-2:]
            break
        if zone and broken_off(zone[-1].text, text) and zone[-1].source.page == line.page:
            zone[-1].text = zone[-1].full = f"{zone[-1].text} {text}"
            continue
        zone.extend(CoverLine(part, line, part) for part in _parts(text))
    _classify(zone)
    return zone


def enough(zone: Sequence[CoverLine]) -> bool:
    """Whether the first page already is a title page (a lone logo or notice is not)."""
    return sum(len(c.text.split()) for c in zone) >= 5


def _is_prose(text: str) -> bool:
    if len(text) < 62 or not any(c.islower() for c in text):
        return False
    tokens = text.split()
    return sum(t[0].islower() for t in tokens) / len(tokens) > 0.55


def _classify(zone: list[CoverLine]) -> None:
    _mark_boards(zone)
    for line in zone:
        if line.kind is Kind.TITLE:
            line.kind = _kind(line.text)
    if zone and is_filed_as(zone[0].text, [line.text for line in zone[1:]]):
        zone[0].kind = Kind.MARK
    _mark_spelled_firms(zone)
    _mark_dedication(zone)
    said = ""  # the notice so far, over its lines
    for before, line in pairwise(zone):
        said = f"{said} {before.text}"[-_MAX_LINE:].strip() if before.kind is Kind.NOTICE else ""
        goes_on = said and (_goes_on(before.text, line.text) or sentence_goes_on(said, line.text))
        if goes_on and line.kind is Kind.TITLE:
            line.kind = Kind.NOTICE
        if not goes_on or line.source.page != before.source.page:
            said = ""


def _mark_spelled_firms(zone: list[CoverLine]) -> None:
    """A firm set in a column, a word a line: "Harding" / "Associates" / "Limited"."""
    for index, line in enumerate(zone):
        if not _FIRM.fullmatch(line.text):
            continue
        line.kind = Kind.NOTICE
        for above in reversed(zone[max(0, index - 4) : index]):
            if above.kind not in (Kind.TITLE, Kind.NOTICE) or len(above.text.split()) > 1:
                break
            above.kind = Kind.NOTICE


_DEDICATION = re.compile(
    r"^(?:in\s+(?:loving\s+)?memory\s+of|dedicated\s+to|this\s+(?:report|review)\s+is\s+dedicated|er\s+cof\s+am)\b",
    re.IGNORECASE,
)
_OPENS_QUOTE = re.compile(r"^[‘“\"']")
_CLOSES_QUOTE = re.compile(r"[’”\"']\W*$")


def _mark_dedication(zone: list[CoverLine]) -> None:
    """ "In memory of …" and the words spoken of the dead below it are no title."""
    start = next((i for i, line in enumerate(zone) if _DEDICATION.match(line.text)), None)
    if start is None:
        return
    zone[start].kind = Kind.LIFE if zone[start].kind is Kind.DATE else Kind.NOTICE
    quoted = zone[start + 1 : start + 2]
    if not quoted or not _OPENS_QUOTE.match(quoted[0].text):
        return
    for line in zone[start + 1 : start + 8]:
        line.kind = Kind.NOTICE
        if _CLOSES_QUOTE.search(line.text):
            return


def _goes_on(notice: str, text: str) -> bool:
    """Whether a line is the rest of the sentence above it."""
    if notice.rstrip().endswith((".", ":", "!")):
        return False
    if sentence_goes_on(notice, text):
        return True
    if re.search(r"\bworking\s+together(?:\s+to(?:\s+safeguard)?)?$", notice, re.IGNORECASE):
        return bool(re.match(r"(?:to\s+)?(?:safeguard\s+)?(?:children\b|20\d\d$)", text, re.IGNORECASE))
    beside = re.search(r"read\s+(?:alongside|with|in\s+conjunction)", notice, re.IGNORECASE)
    if text[:1].islower() or (bool(beside) and len(text.split()) <= 4):
        return True
    basis = re.match(r"(?:under|in\s+accordance|pursuant|undertaken)\b", notice, re.IGNORECASE)
    quotes = len(re.findall(r"(?<!\w)['‘\"“]", notice)) > len(re.findall(r"['’\"”](?!\w)", notice))
    unfinished = bool(re.search(r"\b(?:to|of|the|and|for|in)$", notice, re.IGNORECASE))
    return quotes or ((bool(basis) or "(" in notice) and unfinished)


def _kind(text: str) -> Kind:
    if _PAGE.match(text) or _MARK.match(text) or is_mark(text):
        return Kind.MARK
    if is_body(text):
        return Kind.BOARD
    if _LIFE_WORDS.match(text):
        return Kind.LIFE
    dates = find_dates(text)
    if dates:
        kind = _date_kind(text, dates)
        if kind is not None:
            return kind
    if _CONFIDENTIAL.match(text):
        return Kind.MARK
    if _NOTICE.search(straight(text)) or len(text) > _LONG or is_sentence(text) or is_aside(text):
        return Kind.NOTICE
    if _FIRM.search(text) and not find_review_types(text):
        return Kind.NOTICE
    return Kind.TITLE


_WRITER = re.compile(r"\bby\s+(?P<name>[A-Z][\w'’\-]+\s+[A-Z][\w'’\-]+)")


def _date_kind(text: str, mentions: Sequence[DateMention]) -> Kind | None:
    """DATE or LIFE when a line is nothing but dates and the words that go with them."""
    rest = text
    for mention in reversed(mentions):
        rest = rest[: mention.start] + " " + rest[mention.end :]
    for board in reversed(find_boards(rest)):
        rest = rest[: board.start] + " " + rest[board.end :]
    own = [m for m in mentions if m.label in _OWN]
    if not own:
        others = [w for w in re.findall(r"[^\W\d_]{2,}", rest) if not _LIFE_WORD.fullmatch(w)]
        return Kind.LIFE if len(others) <= 2 and not find_case_names(text) else None
    left = re.sub(r"[^\w]+|\d+", " ", _DATE_WORDS.sub(" ", rest)).split()
    if not left:
        return Kind.DATE
    labelled = [m for m in own if m.label is not None]
    writer = _WRITER.search(rest)
    if writer and is_likely_name(writer["name"]):
        return None  # "Completed by Ann Flint, May 2019"
    if labelled and len(left) <= 6 and not re.search(r"\b(?:child|baby|death|author)\b", rest, re.IGNORECASE):
        return Kind.DATE
    return None


_TITLE_REST = re.compile(r"(?:response|statement|reply|action\s+plan)\b", re.IGNORECASE)


def _runs_into_title(zone: Sequence[CoverLine], touched: Sequence[int], end: int) -> bool:
    """Whether a board's name, begun on a line above, is the beginning of a title: "… Board Response"."""
    rest = zone[touched[-1]].text[end:].strip(" ,:;-–")
    return len(touched) > 1 and bool(_TITLE_REST.match(rest))


def _mark_boards(zone: list[CoverLine]) -> None:
    """Lines that, alone or together with a neighbour, are nothing but a board's name."""
    for line in zone:
        if _NAMELESS_BOARD.match(line.text) or _BOARD_FIELD.match(line.text):
            line.kind = Kind.BOARD
    text = "\n".join(line.text for line in zone)
    starts, at = [], 0
    for line in zone:
        starts.append(at)
        at += len(line.text) + 1
    for mention in find_boards(text):
        touched = [
            i for i, s in enumerate(starts) if s < mention.end and mention.start < s + len(zone[i].text)
        ]
        if _runs_into_title(zone, touched, mention.end - starts[touched[-1]]):
            continue
        for i in touched:
            begin = max(mention.start - starts[i], 0)
            end = max(min(mention.end - starts[i], len(zone[i].text)), 0)
            rest = zone[i].text[:begin] + " " + zone[i].text[end:]
            if not _BOARD_REST.sub(" ", re.sub(r"\([^)]*\)|[\W_]+", " ", rest)).strip():
                zone[i].kind = Kind.BOARD
