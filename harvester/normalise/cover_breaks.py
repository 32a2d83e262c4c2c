"""What a title page broke over two lines, and what on it is prose.

A long title wraps wherever the line is full: inside a kind of review ("Serious Case" / "Review"),
a case ("Child" / "F1"), a list ("A, B" / "and C") or a date. Such lines are one. A sentence about
the review ("This report was commissioned by …", "On 3 May the board published …") is no title.
"""

from __future__ import annotations

import re

from harvester.normalise.dates import find_dates
from harvester.normalise.lexicon import GIVEN_NAMES, MONTH_PATTERN
from harvester.normalise.names import is_likely_name, names_in
from harvester.normalise.roles import find_roles
from harvester.normalise.types import find_review_types

_DATE_OPEN = re.compile(rf"(?:^|\s)(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{MONTH_PATTERN},?$", re.IGNORECASE)
_DAY_OPEN = re.compile(
    r"(?:\b(?:on|the|dated?|publi(?:shed|cation)|approval|approved|completed|report)\W{1,3}\d{1,2}"
    r"|\b\d{1,2}(?:st|nd|rd|th))$",
    re.IGNORECASE,
)
_LABEL_OPEN = re.compile(
    r"^(?:independent|lead|independent\s+lead|independent\s+overview)$|\b(?:author|reviewer|writer|chair)s?\s+(?:and|&)$",
    re.IGNORECASE,
)
_LABEL_REST = re.compile(r"(?:(?:lead|overview|report)\s+)?(?:author|reviewer|writer)s?\b", re.IGNORECASE)
_BY_OPEN = re.compile(
    r"\b(?:report|summary|review)\s+(?:was\s+)?(?:produced|written|prepared|completed|undertaken|compiled)\s+by$",
    re.IGNORECASE,
)
_POST_REST = re.compile(
    r"(?:the\s+)?independent\s+(?:chair|author|reviewer|writer|consultant)\b", re.IGNORECASE
)
# A kind of review or a role, broken anywhere but at its ends.
_TERMS = tuple(
    tuple(term.split())
    for term in (
        "serious case review",
        "significant case review",
        "domestic homicide review",
        "case management review",
        "safeguarding adult review",
        "safeguarding adults review",
        "child practice review",
        "adult practice review",
        "child safeguarding practice review",
        "safeguarding child practice review",
        "single unified safeguarding review",
        "domestic abuse related death review",
        "adolygiad ymarfer plant",
        "adolygiad ymarfer oedolion",
        "adolygiad diogelu unedig sengl",
        "adolygiad achos difrifol",
        "crynodeb gweithredol",
        "executive summary",
        "overview report",
    )
)
# The last word of a term's beginning → the beginnings that end in it, each with the rest of its term.
_CUTS: dict[str, list[tuple[list[str], list[str]]]] = {}
for _term in _TERMS:
    for _cut in range(1, len(_term)):
        _CUTS.setdefault(_term[_cut - 1], []).append((list(_term[:_cut]), list(_term[_cut:])))
_CASE_OPEN = re.compile(
    r"\b(?:child|children|baby|babies|young\s+(?:person|people)|case|adults?|siblings?|family|infant)$",
    re.IGNORECASE,
)
_LETTER = r"['‘\"“]?(?:[A-Z]{1,3}\d{0,3}|\d{1,3})['’\"”]?"
_CASE_REST = re.compile(rf"{_LETTER}(?:\s?(?:,|&|and)\s?{_LETTER}){{0,8}}$")
_WHO_REST = re.compile(r"(?:sadly\s+)?(?:died|was|were|had)\b", re.IGNORECASE)
_MAX_ABOVE = 240  # characters
_SHORTENED = re.compile(r"\b(?:SCR|DHR|SAR|L?CSPR)$")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_SUBJECT_OPEN = re.compile(
    r"\b(?:death|murder|killing|life|case|respect|regarding|concerning)(?:\s+of)?\s+(?P<given>[^\W\d_]+)$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\d|\b(?:road|street|lane|house|hall|council)\b", re.IGNORECASE)


def broken_off(above: str, text: str) -> bool:
    """Whether a line goes on with a date, a label, a kind of review, a case or a list from above."""
    if len(above) > _MAX_ABOVE:
        return False  # no title line wraps that often
    return (
        _date_broken(above, text)
        or (above.endswith(" who") and bool(_WHO_REST.match(text)))
        or _roles_broken(above, text)
        or _label_broken(above, text)
        or _term_broken(above, text)
        or _case_broken(above, text)
    )


def _date_broken(above: str, text: str) -> bool:
    opened = above.rfind("(")
    if opened > above.rfind(")") and ")" in text[:30] and find_dates(f"{above[opened:]} {text}"):
        return True  # "(15 February 1967 - 6" / "July 2006)"
    if _DATE_OPEN.search(above):
        return bool(re.match(r"(?:19|20)\d\d\b", text))
    if _DAY_OPEN.search(above) and len(above) > 4:
        return bool(re.match(rf"{MONTH_PATTERN}\s+(?:19|20)\d\d\b", text, re.IGNORECASE))
    if above.lower().endswith(" in"):
        return bool(re.match(rf"{MONTH_PATTERN}\s+(?:19|20)\d\d$", text, re.IGNORECASE))
    return bool(_YEAR.match(text)) and " " in above and bool(_SHORTENED.search(above))


def _roles_broken(above: str, text: str) -> bool:
    """ "Executive Summary" / "and" / "Overview Report"."""
    if text.lower() in ("and", "&"):
        return any(m.rank >= 2 and m.end == len(above) for m in find_roles(above))
    ends_open = above.lower().endswith((" and", " &"))
    return ends_open and any(m.rank >= 3 and m.start == 0 for m in find_roles(text))


def _label_broken(above: str, text: str) -> bool:
    if _BY_OPEN.search(above):
        return bool(_POST_REST.match(text))
    return bool(_LABEL_OPEN.search(above)) and bool(_LABEL_REST.match(text))


def _term_broken(above: str, text: str) -> bool:
    ends, starts = above.lower().split()[-4:], text.lower().split()[:4]
    if not ends or not starts:
        return False
    cuts = _CUTS.get(ends[-1])
    if not cuts:
        return False
    starts = [w.strip(".,:;-–'\"‘’“”") for w in starts]
    return any(ends[-len(head) :] == head and starts[: len(tail)] == tail for head, tail in cuts)


_OF_WHOM = re.compile(r"\b(?:death|murder|killing|case)\s+of$", re.IGNORECASE)


def _case_broken(above: str, text: str) -> bool:
    if match := _CASE_OPEN.search(above):
        return bool(_CASE_REST.match(text)) and (not text.isdigit() or match.group()[0].isupper())
    if above.lower().endswith("young"):
        return bool(re.match(r"(?:person|people)\b", text, re.IGNORECASE))
    joined = text.startswith(("and", "&")) and re.match(r"(?:and|&)\s+[A-Z][\w'’]*$", text)
    if joined or above.endswith(("and her", "and his", "and their")):
        return not find_dates(above) and bool(re.search(r",\s|\band\s(?:her|his|their)\b", above))
    if above.endswith(",") and not _ADDRESS.search(above):
        listed = re.search(r"\b(?:[A-Z]|[A-Z][a-z]+),$", above)
        return bool(listed) and bool(re.match(rf"(?:{_LETTER}|[A-Z][a-z]+)(?:\s?(?:,|&|and)\s|$)", text))
    if above.lower().endswith("of") and _OF_WHOM.search(above):
        return len(names_in(text)) == 1 and is_likely_name(text)
    match = _SUBJECT_OPEN.search(above)
    named = bool(match) and match is not None and match["given"].lower() in GIVEN_NAMES
    return named and bool(re.fullmatch(r"[A-Z][\w'’\-]+", text)) and text.lower() not in GIVEN_NAMES


# ---------------------------------------------------------------- prose

_RELATIVE = re.compile(r"\b(?:who|which|that|when|where)\s+(?:\w+\s+){0,3}", re.IGNORECASE)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|should|must|may|can|could|would|took|concerns|relates|examines"
    r"|describes|summari[sz]es|explains|publishes|died)\b",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"\b(?:has|have|was|were)\s+(?:now\s+|today\s+|been\s+|also\s+)*(?:been|published|commissioned|undertaken|completed|led"
    r"|carried|conducted|written|initiated)\b|\b(?:is|was)\s+(?:an?|the)\b|\bconcerns\b",
    re.IGNORECASE,
)
_OPENS_PROSE = re.compile(
    r"^(?:note|please\s+note|n\.?b\.?|it\s+should\s+be\s+noted|today|this|these|we|it)\b[:;]?\s",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^['‘\"“]|\?\W*$")


def is_sentence(text: str) -> bool:
    """Whether a line is a sentence about the review, or the first line of one."""
    words = text.split()
    if _QUOTED.search(text) or len(words) < 6:
        return False
    opens = bool(_OPENS_PROSE.match(text))
    plain = sum(w[:1].islower() for w in words) / len(words)
    says = bool(_FINITE.search(_RELATIVE.sub(" ", text)))
    if opens:
        return says or plain > 0.6
    if len(words) < 9 or not says or plain < 0.4:
        return False
    mentions = [m.start for m in find_review_types(text)] + [m.start for m in find_roles(text) if m.rank >= 2]
    return bool(_SPEAKS.search(text)) or not mentions or min(mentions) > 12


_FULL_LINE = 70  # characters; a sentence this long and open was wrapped


def sentence_goes_on(before: str, text: str) -> bool:
    """Whether a line is the rest of the sentence that the line before left open."""
    if before.rstrip().endswith((".", ":", "!", "?")) or not (
        is_sentence(before) or before[:1].islower() or len(before) >= 70
    ):
        return False
    if text[:1].islower() or re.search(r"\b(?:to|of|the|and|for|in|by|with|a|an|on)$", before):
        return True
    leads: list[int] = [m.start for m in find_review_types(text) if m.start <= 4] or [
        m.start for m in find_roles(text) if m.rank >= 2 and m.start <= 4
    ]
    words = text.split()
    if len(before) >= _FULL_LINE and is_sentence(before) and not leads:
        return not find_dates(text) and not names_in(text) and not _LABEL_REST.search(text)
    plain = len(words) >= 10 and sum(w[:1].islower() for w in words) / len(words) > 0.4
    return not leads and len(words) > 3 and (plain or text.rstrip().endswith("."))
