"""Takes a short text apart into the tokens that the case-name grammar reads."""

from __future__ import annotations

import re
from typing import NamedTuple

from harvester.normalise.case_welsh import NOUNS, RADICAL
from harvester.normalise.given_names import GIVEN_NAMES
from harvester.normalise.lexicon import MONTHS, NOT_NAMES, straight, word_set

MAX_TEXT = 6_000  # a title page, not a report

_TOKEN = re.compile(
    r"(?P<code>(?<![A-Za-z])[A-Z]{1,6}\d{1,4}[A-Z]?(?![A-Za-z\d])(?:\s?\(\d\))?)"
    r"|(?P<word>[^\W\d_][^\W\d_]*(?:'[^\W\d_]+)*(?:-[^\W\d_]{3,})*)"
    r"|(?P<number>\d+)|(?P<line>\n)|(?P<punct>[^\w\s])"
)
_NOUNS = {
    "child": "Child", "children": "Children", "baby": "Baby", "babies": "Babies", "infant": "Infant",
    "toddler": "Toddler", "twin": "Twin", "twins": "Twins", "sibling": "Sibling", "siblings": "Siblings",
    "adult": "Adult", "adults": "Adults", "family": "Family", "families": "Families", "case": "Case",
    "boy": "Boy", "girl": "Girl", "mr": "Mr", "mrs": "Mrs", "ms": "Ms", "miss": "Miss",
    "messrs": "Messrs", "misses": "Misses", "mesdames": "Mesdames", "nursery": "Nursery",
    "person": "Person", "subject": "Subject", "operation": "Operation", "mother": "Mother", "yp": "YP",
    "school": "School",
    "brothers": "Brothers", "sisters": "Sisters", "brother": "Brother", "sister": "Sister",
    "student": "Student", "patient": "Patient", "resident": "Resident", "learner": "Learner",
    **NOUNS,
}  # fmt: skip
# The first words of what `noun_at` knows.
FIRST_WORDS = frozenset(
    (*_NOUNS, "young", "unborn", *(pair.split()[0] for pair in RADICAL if " " in pair), "person")
)
# Nouns that stand before ordinary words so often that only codes and known given names follow them.
_SHY = word_set(
    """
    case children babies adults person subject school mother siblings families plant achos twins boy
    girl brothers sisters brother sister student patient resident learner adult yp infant toddler
    sibling nursery baban babanod oedolion merch bachgen brawd brodyr chwaer chwiorydd gefeilliaid
    """
)
PLURALS = word_set(
    """
    children babies adults siblings families twins plant brothers sisters babanod oedolion brodyr
    chwiorydd gefeilliaid messrs misses mesdames
    """
)
# Short capital words that are no code.
_NOT_CODES = word_set(
    """
    OF IN AND THE TO AT ON IS AS BY OR FOR AN BE NO IT WE US IF UP SO DO GO MY HE ARE WAS HAS HAD HIS
    HER NOT NEW OUR ALL ITS WHO HOW WHY ONE TWO SIX TEN SCR SAR DHR CSE CCE CPR APR CMR LCR LLR NHS PDF
    DOC DOCX XLS LSCB LSCP SCB SCP SAB CSP CSPR CIN LAC ASD SEN FGM UASC CDOP MASA FAQ ICR SPR SUSR SILP
    MACR DOB DOD YOU MAY END SIDS SUDI SUDC YR YN AYP AYO
    CPC APC ACPC COG
    """
)
# Letters that are a title or an abbreviation on their own, but can name a child: "Child MR".
_ABBREVIATIONS = word_set("KB MB UK GP CP OBE MBE CBE BA MA MSC PHD JP QC KC DR MR MRS MS RE VS NB PM AM AR")
_NOT_CODE_PREFIX = re.compile(r"(?:COVID|PDF|WT|RR|CT|V|Q|VERSION|PAGE|NC|KCSIE|H|PP?)\d", re.IGNORECASE)
_NAME = re.compile(r"(?:[DO]'|Mc|Mac)?[^\W\d_a-z][^\W\d_A-Z]+(?:[-'][^\W\d_][^\W\d_A-Z]+)*")
CONNECTORS = word_set(
    """
    and & , / + a ac
    """
)


class Token(NamedTuple):
    """A word, code, number, line break or sign; `text` is as written."""

    text: str
    start: int
    end: int
    kind: str
    low: str  # the word in lower case, without a possessive


def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of a text; typographic quotes and dashes count as plain ones."""
    plain = straight(text[:MAX_TEXT]).replace("_", " ")
    return tuple(
        [
            Token(text := m.group(), *m.span(), m.lastgroup or "punct", text.lower().removesuffix("'s"))
            for m in _TOKEN.finditer(plain)
        ]
    )


def noun_at(tokens: tuple[Token, ...], i: int) -> tuple[str, int] | None:
    """A noun such as "Child", "Young Person" or "Case Number" at `i`, and the index behind it."""
    if i >= len(tokens) or tokens[i].kind != "word":
        return None
    low = tokens[i].low
    if low not in FIRST_WORDS or (low == "case" and tokens[i].text[0].islower()):
        return None
    follow = tokens[i + 1].low if i + 1 < len(tokens) else ""
    third = tokens[i + 2].low if i + 2 < len(tokens) else ""
    if low in ("mr", "mrs") and follow in ("and", "&") and third in ("mr", "mrs", "ms"):
        return "Mr and Mrs", i + 3
    if low == "young" and follow in ("person", "people", "persons", "adult", "man", "woman"):
        return f"Young {follow.capitalize()}", i + 2
    if low == "sibling" and follow == "group":
        return "Sibling Group", i + 2
    if low == "unborn" and follow in ("baby", "child"):
        return f"Unborn {follow.capitalize()}", i + 2
    pair = f"{low} {follow}"
    if RADICAL.get(pair, pair) == "person ifanc":
        return "Person Ifanc", i + 2
    if low not in _NOUNS or tokens[i].text.lower().endswith("'s"):
        return None
    if low == "case" and follow in ("no", "number", "ref", "reference"):
        skip = i + 2
        while skip < len(tokens) and tokens[skip].text in ".:":
            skip += 1
        return ("Case Number" if follow == "number" else "Case"), skip
    dotted = low in ("mr", "mrs", "ms", "messrs") and follow == "."
    return _NOUNS[low], i + 1 + dotted


def is_code(token: Token, *, bare: bool = False, behind_noun: bool = False) -> bool:
    """Whether the token is letters and digits, or one to three capitals, that can name a case."""
    if token.kind == "code":
        lettered = behind_noun and token.text[1:].isdigit() and len(token.text) <= 3  # "Child V7"
        return lettered or not _NOT_CODE_PREFIX.match(token.text)
    if bare or token.kind != "word":
        return False
    word = token.text.removesuffix("'s").removesuffix("'S")
    if word in _ABBREVIATIONS and not behind_noun:
        return False
    return word.isupper() and len(word) <= 3 and word not in _NOT_CODES


def is_name(token: Token, noun: str = "") -> bool:
    """Whether the token can be a given name or a family name."""
    if token.kind != "word" or not token.text[0].isupper() or len(token.low) < 2:
        return False
    if token.low in GIVEN_NAMES:
        return True
    if token.low in NOT_NAMES or token.low in _NOUNS or token.low in MONTHS or noun.lower() in _SHY:
        return False
    return _NAME.fullmatch(token.text) is not None and not token.text.lower().endswith("'s")


def is_given(token: Token) -> bool:
    """Whether the token is a known given name, capitalised."""
    return token.kind == "word" and token.text[0].isupper() and token.low in GIVEN_NAMES


def is_doubtful_code(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether token `i` behind a noun is two letters that are a word as well: "Child BE".

    They are a code where the noun is not in capitals too, or where both fill a line.
    """
    token, noun = tokens[i], tokens[i - 1]
    if token.kind != "word" or not re.fullmatch(r"[A-Z]{2}", token.text) or token.text in _ABBREVIATIONS:
        return False
    if not noun.text.isupper():
        return True
    alone = (i < 2 or tokens[i - 2].kind == "line") and (i + 1 >= len(tokens) or tokens[i + 1].kind == "line")
    return alone and token.text not in ("OF", "IN", "TO", "AT", "ON", "OR", "BY", "AN", "IS", "AS")


def month_before_year(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether token `i` is a month of a date rather than a pseudonym such as "June"."""
    if tokens[i].low not in MONTHS:
        return False
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    before = tokens[i - 1] if i else None
    return bool(
        (after and after.kind == "number" and len(after.text) in (2, 4))
        or (before and before.kind == "number" and before.end + 2 > tokens[i].start)
    )
