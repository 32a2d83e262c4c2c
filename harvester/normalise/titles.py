"""From the lines of a title page to one title.

A title is what the page says of the review itself: kind, role and subject, in the order of the
page, without board, people, dates, confidentiality and notices. Lines are joined by a space, or
by a colon where the page means a new phrase ("Child D" / "A Serious Case Review").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.normalise.lexicon import squeeze
from harvester.normalise.words import ENDS_IN_LABEL, mostly_capitals, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_SMALL = words(
    """a an and as at but by for from in into nor of on or per the to with respect regarding concerning
    relating upon within who was which yn y yr o i a'r ac ar am"""
)
_ACRONYMS = words(
    """scr scrs lscb lscp scb scp sab sar sars dhr dhrs dardr cspr lcspr lscpr cpr ecpr apr susr cmr icr
    csap csp cpc silp macr llr nhs uk cse nb id ii iii iv cysur cwmpas sbni nsbni"""
)
_BOARD_INITIALS = re.compile(r"[a-z]{1,3}sc[bp]")  # BSCB, NSCP: whichever board it is, it stays in capitals
_CASE_HEADS = words(
    "child baby case family infant adult mr mrs ms children babies young person subject sibling siblings"
)
_NUMBERED_WORDS = words(
    "part volume section appendix number report review version step final phase chapter stage annex"
)
_NAMES_FOR_CODES = re.compile(r"^[A-Z]{1,2}$")
_CONNECTIVE = re.compile(
    r"\b(?:a|an|the|of|into|in|on|to|and|&|or|from|for|by|with|concerning|regarding|relating|respect|re|about|under|at"
    r"|circumstances|involving|surrounding|following|death|life)\s*:?\s*$",
    re.IGNORECASE,
)
PREPOSITION = re.compile(
    r"^(?:(?:in\s+)?respect(?:\s+of)|in\s+respect|in\s+relation\s+to|in\s+the\s+matter\s+of|with\s+regards?\s+to|relating(?:\s+to)?"
    r"|concerning|regarding|into|involving|on\s+the|on|of|about|for|re)\b:?",
    re.IGNORECASE,
)
_SUBJECT_PHRASE = re.compile(
    r"\b(?:in\s+respect\s+of|in\s+relation\s+to|relating\s+to|concerning|regarding|re)\b|\s[-–—]\s",
    re.IGNORECASE,
)
_ROLE_START = re.compile(
    r"^(?:the\s+|final\s+|independent\s+|full\s+|an?\s+|public\s+|lay\s+)*(?:overview|executive\s+summary|exec|summary|final\s+report"
    r"|report|public\s+summary|action\s+plan|learning\s+(?:brief|summary)|briefing|practitioner|crynodeb|adroddiad)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:a|an|the)\s", re.IGNORECASE)
_TYPE_WORDS = re.compile(
    r"\b(?:review|scr|l?cspr|lscpr|cpr|sar|dhr|susr|apr|cmr|inquiry|adolygiad)\b", re.IGNORECASE
)
_QUOTE = "'\"‘’“”"


def title_case(text: str) -> str:
    """Capitals turned to title case; codes, letters of cases and initials of bodies stay."""
    tokens = text.split()
    out: list[str] = []
    for index, token in enumerate(tokens):
        before = tokens[index - 1].lower().strip(_QUOTE + ",.:") if index else ""
        out.append(_cased(token, index == 0, before, index, tokens))
    return " ".join(out)


def _cased(token: str, first: bool, before: str, index: int, tokens: Sequence[str]) -> str:
    bare = token.strip(_QUOTE + "(),.:;?!-–")
    low = bare.lower()
    if any(c.isdigit() for c in bare) or low in _ACRONYMS or _BOARD_INITIALS.fullmatch(low):
        return token
    listed = before in _CASE_HEADS or _NAMES_FOR_CODES.match(
        tokens[index - 1].strip(_QUOTE + ",") if index else ""
    )
    if len(bare) <= 2 and low not in _SMALL and bare.isupper():
        return (
            token
            if low not in {"re", "my", "we", "no", "it", "he", "if", "is", "so", "be"}
            else _cap(token, low, first)
        )
    label = bool(listed) or bool(ENDS_IN_LABEL.search(f"{before} {bare}"))
    if low == "a" and (label or (before in {"and", "&"} and index >= 2)) and index == len(tokens) - 1:
        return token
    if len(bare) == 1 and listed and (before in _CASE_HEADS or token.endswith(",")):
        return token
    if re.fullmatch(r"[^AEIOUYaeiouy\W]{3,5}", bare) or _coded(low, index, tokens):
        return token
    return _cap(token, low, first)


def _coded(low: str, index: int, tokens: Sequence[str]) -> bool:
    """Initials before a number: "WVAPR 2 2019"."""
    after = tokens[index + 1] if index + 1 < len(tokens) else ""
    return after[:1].isdigit() and len(low) >= 3 and low not in _CASE_HEADS | _NUMBERED_WORDS


def _cap(token: str, low: str, first: bool) -> str:
    if low in _SMALL and not first:
        return token.lower()
    word = r"[^\W\d_](?:[^\W\d_]|['’](?=[^\W\d_]))*"
    cased = re.sub(word, lambda m: m.group()[:1].upper() + m.group()[1:].lower(), token)
    return re.sub(r"\b(O['’])([a-z])(?=[a-z]{2})", lambda m: m[1] + m[2].upper(), cased)


_BORN = re.compile(r"[\s:;,(\-–]+D\.?O\.?[BD]\b.*$")
_NUMBER = re.compile(r"\bNo\.(?=\S)")
_BEFORE_SIGN = re.compile(r"\s+([,.:;?])")
_SHOUTED = re.compile(r"\b[A-Z]{4,}(?:\s+[A-Z]{2,}){1,8}\b")


def tidy_line(text: str) -> str:
    """One title line: single spaces, no capitals, no closing full stop, spaced after "No."."""
    text = squeeze(text).strip(" _|•*·")
    if mostly_capitals(text) or (len(text) > 1 and text.isupper()):
        text = title_case(text)
    else:
        text = _SHOUTED.sub(lambda m: title_case(m.group()), text)
    text = _BORN.sub("", text)
    text = _NUMBER.sub("No. ", text)
    text = _BEFORE_SIGN.sub(r"\1", text)
    if text.endswith(".") and not text.endswith("..") and not re.search(r"\b(?:No|St|v\d+)\.$", text):
        text = text[:-1]
    return text.strip(" -–—")


def lowered_start(text: str) -> str:
    """A phrase that goes on from the line above loses the capital of its line ("In Respect Of")."""
    match = PREPOSITION.match(text)
    if not match or text[:1].islower():
        return text
    return match.group().lower() + text[match.end() :]


def _joiner(title: str, line: str, previous: str, case_seen: bool, types_seen: int) -> str:
    if line[:1] in _QUOTE and len(line.split()) >= 4:
        return ": "
    if _CONNECTIVE.search(previous) or PREPOSITION.match(line) or line[:1].islower():
        return " "
    if previous[-1:] in ":-–—,&":
        return " "
    is_role = bool(_ROLE_START.match(line))
    has_type = bool(_TYPE_WORDS.search(line))
    if _ARTICLE.match(line):
        if has_type and types_seen and not is_role and re.search(r"['‘\"’”]$", previous):
            return " / "
        return ": "
    if not is_role or has_type:
        return " "
    if re.match(r"(?:the|a)\s", previous, re.IGNORECASE) and not _TYPE_WORDS.search(previous) and case_seen:
        return ". "
    if not case_seen:
        return " "
    embedded = _type_and_more(previous)
    return ": " if _SUBJECT_PHRASE.search(title) or embedded else " "


def _type_and_more(line: str) -> bool:
    """A line that holds both the kind, written out, and the subject: "Serious Case Review SOT14 (1)"."""
    ends = [m.end() for m in re.finditer(r"\breview\b", line, re.IGNORECASE)]
    return bool(ends) and ":" not in line and bool(re.search(r"\w", line[ends[-1] :]))


_MARKER = re.compile(r"subjects?\s*:\s*|subjects?$|(?:case|title)\s*:\s*$", re.IGNORECASE)


def join_title(lines: Sequence[str], case_flags: Sequence[bool]) -> str:
    """One title from its lines; `case_flags` says which of them name the subject."""
    title, previous, case_seen, types_seen = "", "", False, 0
    after_marker = False
    for raw, is_case in zip(lines, case_flags, strict=True):
        line = tidy_line(raw)
        if not line:
            continue
        marker = _MARKER.match(line)
        if marker:
            after_marker, line = True, line[marker.end() :]
            if not line:
                continue
        if title:
            joiner = ": " if after_marker else _joiner(title, line, previous, case_seen, types_seen)
            if joiner == " ":
                line = lowered_start(line) if PREPOSITION.match(line) else line
                title = re.sub(r"(?<=\w):$", "", title) if _CONNECTIVE.search(previous) else title
            title = title.rstrip(" ") + joiner + line
        else:
            title = line
        after_marker = False
        previous = line
        case_seen = case_seen or is_case
        types_seen += bool(_TYPE_WORDS.search(line))
    return squeeze(title).strip(" :-–—,")


_FILE_NOISE = re.compile(
    r"\s*[(\[](?:[^()\[\]]{0,40}\b(?:pdf|docx?|word|rtf|odt|kb|mb|bytes|opens?|new\s+(?:window|tab)|download|pages?)\b[^()\[\]]{0,40})[)\]]"
    r"|\s*[-–|,]?\s*(?:pdf|docx?|word(?:\s+document)?)?\s*[-–|,]?\s*\d+(?:[.,]\d+)?\s?(?:kb|mb|kib|mib|bytes)\b\.?"
    r"|\s*\bopens?\s+in\s+(?:a\s+)?new\s+(?:window|tab)\b"
    r"|\.(?:pdf|docx?|rtf|odt)\b|\s+(?:pdf|docx)\s*$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"^(?:(?:please\s+)?(?:click\s+(?:here|on)(?:\s+(?:to|for))?|download|read|view|open|see|access|find)(?:\s+(?:the|a|our|this|full|here))*"
    r"\s*[:\-–]?\s+)+",
    re.IGNORECASE,
)
_EMPTY_WORDS = words(
    """here download read view open see click link report reports full the a this pdf document documents
    file more overview executive summary response action plan for to and of our please on now
    version word review find out access it published publication letter briefing brief learning
    lawrlwytho darllen yma final appendix statement"""
)


# What download managers put into the title of a link.
_VERSION = re.compile(r"\bversion:?\s*\d+(?:\.\d+)*\b|\bv\d+(?:\.\d+)+\b|\b\d+\s+downloads?\b", re.IGNORECASE)


def clean_link_text(text: str) -> str:
    """A link's words without file type, size and "opens in a new window"."""
    cleaned = _FILE_NOISE.sub(" ", squeeze(text)[:400])
    cleaned = squeeze(_VERB.sub("", cleaned)).strip(" -–—|:,;>»")
    return cleaned or squeeze(text)


_SAID = re.compile(r"[^\W_]+(?:'\w+)?")


def says_nothing(text: str) -> bool:
    """Whether a link text ("here", "Download", "Read the overview report") is no title."""
    # One space at a time: runs of white space may be read as the patterns please, in very many ways.
    said = _VERSION.sub(" ", _FILE_NOISE.sub(" ", squeeze(text)))
    return _EMPTY_WORDS.issuperset(_SAID.findall(said.lower()))
