"""Finds the names under which a case is known: "Child X", "LN15", 'Zac (ZDS22)', "Abigail and her siblings"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from harvester.normalise.case_tokens import (
    CONNECTORS,
    PLURALS,
    Token,
    is_code,
    is_given,
    is_name,
    month_before_year,
    noun_at,
    tokens_of,
)
from harvester.normalise.lexicon import GIVEN_NAMES, NOT_NAMES, fold, squeeze, straight
from harvester.normalise.roles import find_roles
from harvester.normalise.types import find_review_types


class CaseKind(StrEnum):
    """How a case name shows that it is one."""

    LABELLED = "labelled"  # Child X, Family Q, Q Family, Case R
    CODE = "code"  # LN15, CYSUR 4 2019
    NUMBERED = "numbered"  # SCR 0115, CSPR 14 and 15, LCR N
    NAMED = "named"  # in respect of Josh, SCR Matthew
    QUOTED = "quoted"  # 'Philip'
    BARE = "bare"  # a line that is only names


@dataclass(frozen=True, slots=True)
class CaseMention:
    """One case name where it stands; `name` is the form to show."""

    name: str
    start: int
    end: int
    kind: CaseKind
    confidence: float


_STRONG = (
    r"(?:in\s+)?respect\s+of|concerning|regarding|relating\s+to|in\s+relation\s+to|(?:death|murder|homicide|killing"
    r"|manslaughter|suicide)\s+of|circumstances\s+of|(?:the\s+)?case\s+of|experiences?\s+of|services\s+(?:provided\s+)?"
    r"(?:for|to)|ynghylch|yngl[ŷy]n\s+[âa]|parthed|mewn\s+perthynas\s+[âa]|marwolaeth|known\s+as|involving|subjects?:?"
)
_WEAK = r"on|for|of|re:?|about|into|from|to"
_ANCHOR = re.compile(rf"\b(?:(?P<strong>{_STRONG})|(?P<weak>{_WEAK}))[\s:\-]{{1,4}}", re.IGNORECASE)
_WELSH_CODE = re.compile(
    r"\b(?:(?:E?CPRE?|C?CPR|APR|AYPE?|SUSR)\s+)?(?:[A-Z]{4,8}\s+\d{1,3}[\s/]{1,3}(?:19|20)\d\d)\b"
    r"|\b(?:E?CPRE?|C?CPR|APR|AYPE?|SUSR)\s+(?:[A-Z]{3,10}\s+)?\d{1,3}(?:/\d{2,4})?\b"
    r"|\b[A-Z][a-z]{3,15}\s+(?:E?CPRE?|ECPR|CCPR)\s+\d{1,2}\b"
    r"|\b[A-Z]{2,6}\s?20\d\d[\-/]\d\d(?:[\-/]\d{1,2})?\b"
)
_NUMBERED = re.compile(
    r"\b(?P<type>SCR|L?CSPR|LSCPR|SPR|LCR|LLR|SAR|DHR|LR|SILP|MACR|CMR)\s+(?:(?:No\.?|Number)\s+)?"
    r"(?P<id>[A-Z]|0\d{3}|\d{1,3})(?![\w/.]|\s+(?:[a-z]|Serious|Local|Child\b|Case|Review|Report|Domestic|Safeguarding|"
    r"SERIOUS|LOCAL|CHILD|CASE|REVIEW|REPORT|DOMESTIC|SAFEGUARDING|January|February|March|April|May|June|July|August"
    r"|September|October|November|December)\b(?<!\band)(?<!\bto))"
)
_MORE = re.compile(
    r"(?:\s?(?:,|&|and|/|,\s?and)\s?)(?:(?:SCR|L?CSPR|LCR|SAR|DHR)\s+)?(?:[A-Z]|\d{1,3})(?![\w/.])"
)
_QUOTED = re.compile(r"(?<![\w])(?P<q>[\"'])(?P<name>[^\"'\n]{1,60})(?P=q)(?![a-zA-Z])")
_ROLE_NEXT = re.compile(
    r"\W{0,4}(?:(?:a|an|the|final|full|lcspr|independent)\s+)?(?:serious|local|child\s|overview|executive|exec\b|summary"
    r"|learning|briefing|7|seven|five|report|response|action|press|media|statement|scr\b|cspr|lcspr|sar\b|dhr\b|review"
    r"|safeguarding|domestic|appendix|final|full|presentation|practitioner)",
    re.IGNORECASE,
)


def find_case_names(text: str) -> tuple[CaseMention, ...]:
    """Every case name of a short text, in order, without overlaps.

    A text may give two names for one case ("S25 / Child M"); `resolve_case` puts them together.
    """
    tokens = tokens_of(text)
    plain = straight(text)
    found: list[CaseMention] = []
    for reader in (
        _welsh_codes,
        _numbered,
        _labelled,
        _quoted,
        _reversed,
        _named,
        _codes,
        _bare_lines,
        _groups,
    ):
        for mention in reader(plain, tokens):
            _add(found, mention)
    found.sort(key=lambda m: m.start)
    return tuple(found)


def resolve_case(mentions: Iterable[CaseMention]) -> str | None:
    """The one name to show: the surest mention, with a code beside it in brackets."""
    ordered = list(mentions)
    sure = [m for m in ordered if m.confidence >= 0.5]
    if not sure:
        return None
    best = max(sure, key=lambda m: (m.confidence, -m.start))
    for other in sure:
        close = 0 <= best.start - other.end <= 6 or 0 <= other.start - best.end <= 6
        if close and other.kind is CaseKind.CODE and best.kind in (CaseKind.LABELLED, CaseKind.NAMED):
            return f"{best.name} ({other.name})"
    return best.name


def _add(found: list[CaseMention], mention: CaseMention) -> None:
    for index, other in enumerate(found):
        if mention.start < other.end and other.start < mention.end:
            wider = mention.start <= other.start and mention.end >= other.end
            if wider and mention.confidence >= other.confidence - 0.1 and mention.name != other.name:
                found[index] = mention
            return
    found.append(mention)


# ---------------------------------------------------------------- readers, one per kind of name


def _welsh_codes(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    for match in _WELSH_CODE.finditer(plain):
        yield CaseMention(squeeze(match.group()), match.start(), match.end(), CaseKind.CODE, 0.92)


def _numbered(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    for match in _NUMBERED.finditer(plain):
        end = match.end()
        while more := _MORE.match(plain, end):
            end = more.end()
        mention = CaseMention(
            squeeze(plain[match.start() : end]), match.start(), end, CaseKind.NUMBERED, 0.85
        )
        yield _with_brackets(plain, mention)


def _labelled(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    i = 0
    while i < len(tokens):
        end = _labelled_end(tokens, i)
        if end is None:
            i += 1
            continue
        start = tokens[i].start
        while end < len(tokens) and (more := _joined_end(tokens, end)) is not None:
            end = more
        stop = tokens[end - 1].end
        mention = CaseMention(_show(plain[start:stop]), start, stop, CaseKind.LABELLED, 0.95)
        yield _with_brackets(plain, mention)
        i = end


def _labelled_end(tokens: tuple[Token, ...], i: int) -> int | None:
    """The index behind "Child X" at `i`; also "Child/Adult Y" and "Children A, B and C"."""
    noun = noun_at(tokens, i)
    if noun is None:
        return None
    name, j = noun
    if i and tokens[i].text.islower() and tokens[i - 1].low in ("her", "his", "their"):
        return None
    if j + 1 < len(tokens) and tokens[j].text == "/" and (second := noun_at(tokens, j + 1)):
        name, j = second
    return _ident_list_end(tokens, j, name)


def _ident_list_end(tokens: tuple[Token, ...], j: int, noun: str) -> int | None:
    quoted = j < len(tokens) and tokens[j].text in "'\""
    j += quoted
    end = _ident_end(tokens, j, noun)
    if end is None or (noun.lower() in PLURALS and tokens[j].kind == "number" and end >= len(tokens)):
        return None
    codes = is_code(tokens[j]) and not is_given(tokens[j])
    while True:
        if quoted and end < len(tokens) and tokens[end].text in "'\"":
            end, quoted = end + 1, False
        step = _separator_end(tokens, end)
        if step is None:
            return end
        opens = step < len(tokens) and tokens[step].text in "'\""
        nxt = _ident_end(tokens, step + opens, noun)
        if nxt is None or noun_at(tokens, step):
            return end
        same = is_code(tokens[step + opens]) or tokens[step + opens].kind == "number"
        if codes != (same and not is_given(tokens[step + opens])) and tokens[j].kind != "number":
            return end
        end, quoted = nxt, quoted or opens


def _ident_end(tokens: tuple[Token, ...], j: int, noun: str) -> int | None:
    if j >= len(tokens):
        return None
    token = tokens[j]
    after = tokens[j + 1] if j + 1 < len(tokens) else None
    if token.kind == "number":
        short = len(token.text) <= 3 or (noun.startswith("Case") and token.text.startswith("0"))
        unit = after is not None and (
            after.text in "%" or after.low in ("years", "months", "weeks", "minute", "year")
        )
        return j + 1 if short and not unit else None
    if is_code(token):
        article = token.text in ("A", "I") and after is not None and after.kind == "word" and not _ends(after)
        return None if article else j + 1
    if month_before_year(tokens, j):
        return None
    return j + 1 if is_name(token, noun) else None


def _ends(token: Token) -> bool:
    """Whether a word after "Child A" is the next part of a title, so that "A" was no article."""
    word = token.low
    lower_article = token.text.islower() and word not in (
        "and",
        "was",
        "who",
        "died",
        "is",
        "had",
        "in",
        "at",
        "on",
    )
    return not lower_article and word not in ("serious", "local")


def _separator_end(tokens: tuple[Token, ...], i: int) -> int | None:
    """The index behind "," "&" "and" "/" or ", and"; a line may break after it."""
    j = i
    while j < len(tokens) and (tokens[j].low in CONNECTORS or (tokens[j].text == "-" and _tight(tokens, j))):
        if tokens[j].kind == "word" and tokens[j].text == "A":
            break
        j += 1
    if j == i:
        return None
    if j < len(tokens) and tokens[j].kind == "line":
        j += 1
    return j


def _tight(tokens: tuple[Token, ...], j: int) -> bool:
    return (
        0 < j < len(tokens) - 1
        and tokens[j - 1].end == tokens[j].start
        and tokens[j].end == tokens[j + 1].start
    )


def _joined_end(tokens: tuple[Token, ...], end: int) -> int | None:
    """The index behind "and Baby N" or "and her siblings Bobbie, Charlie and Daisy"."""
    step = _separator_end(tokens, end)
    if step is None:
        return None
    if step < len(tokens) and tokens[step].text in "'\"":
        step += 1
    joined = _labelled_end(tokens, step)
    return joined if joined is not None else _siblings_end(tokens, step)


def _siblings_end(tokens: tuple[Token, ...], j: int) -> int | None:
    words = [t.low for t in tokens[j : j + 2]]
    if (
        len(words) < 2
        or words[0] not in ("her", "his", "their")
        or not words[1].startswith(("sib", "bro", "sis"))
    ):
        return None
    return _names_end(tokens, j + 2) or j + 2


def _reversed(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    for i in range(len(tokens) - 1):
        j = i + 1 + (tokens[i + 1].text in "'\"")
        noun = tokens[j] if j < len(tokens) else None
        if noun is None or noun.low not in (
            "family",
            "families",
            "children",
            "siblings",
            "twins",
            "brothers",
        ):
            continue
        token = tokens[i]
        code = is_code(token) and token.text != "A" or (is_code(token) and j > i + 1)
        surname = noun.low in ("family", "siblings") and is_name(token) and token.text[-2:] != "'s"
        if not (code or surname) or noun.text.islower() and noun.low == "family" and not code:
            continue
        name = _show(plain[token.start : noun.end])
        yield CaseMention(name, token.start, noun.end, CaseKind.LABELLED, 0.93 if code else 0.85)


def _quoted(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    for match in _QUOTED.finditer(plain):
        inner = tokens_of(match["name"])
        if not inner or len(inner) > 12:
            continue
        whole = len(inner)
        if _labelled_end(inner, 0) is not None:
            continue  # read with its label
        if _names_end(inner, 0) == whole or (is_code(inner[0]) and whole == 1):
            yield CaseMention(_show(match["name"]), match.start(), match.end(), CaseKind.QUOTED, 0.9)
        elif whole <= 3 and all(is_name(t) or t.low in CONNECTORS for t in inner):
            yield CaseMention(_show(match["name"]), match.start(), match.end(), CaseKind.QUOTED, 0.7)


def _names_end(tokens: tuple[Token, ...], i: int, *, first_known: bool = True) -> int | None:
    """The index behind "Jenny, Molly and Emily" or "Gemma Hayter"; the first must be a known name."""
    if i >= len(tokens) or month_before_year(tokens, i):
        return None
    if not (is_given(tokens[i]) if first_known else is_name(tokens[i])):
        return None
    end = i + 1
    if end < len(tokens) and _is_surname(tokens[end]):
        end += 1
    while (step := _separator_end(tokens, end)) is not None and step < len(tokens):
        siblings = _siblings_end(tokens, step)
        if siblings is not None:
            return siblings
        if not is_given(tokens[step]) or month_before_year(tokens, step):
            break
        end = step + 1
        if end < len(tokens) and _is_surname(tokens[end]):
            end += 1
    return end


def _is_surname(token: Token) -> bool:
    if token.kind != "word" or not token.text[0].isupper() or len(token.text) < 3:
        return False
    return (
        token.low not in NOT_NAMES
        and (token.text.isupper() or token.text[1:].islower())
        and noun_at((token,), 0) is None
    )


def _named(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    index = {t.start: i for i, t in enumerate(tokens)}
    for match in _ANCHOR.finditer(plain):
        at = match.end() + (plain[match.end() : match.end() + 1] in ("'", '"'))
        i = index.get(at)
        if i is None:
            continue
        strong = match["strong"] is not None
        end = _names_end(tokens, i, first_known=not strong)
        if end is not None:
            confidence = (0.88 if is_given(tokens[i]) else 0.6) if strong else 0.55
            yield _name_mention(plain, tokens, i, end, confidence)
    yield from _beside_types(plain, tokens, index)


def _beside_types(plain: str, tokens: tuple[Token, ...], index: dict[int, int]) -> Iterable[CaseMention]:
    """Names right after or before the words of a review type: "SCR Matthew", "AMY A SERIOUS CASE REVIEW"."""
    for role in find_roles(plain):
        start = next((n for n, t in enumerate(tokens) if t.start >= role.start), len(tokens))
        before = _name_before(tokens, start) if role.rank >= 2 else None
        if before is not None:
            yield _name_mention(plain, tokens, before, _names_end(tokens, before) or before + 1, 0.72)
    for kind in find_review_types(plain):
        after = re.compile(r"[\s:\-|,.'\"]{1,6}(?:on\s|for\s|of\s|re\s)?").match(plain, kind.end)
        i = index.get(after.end()) if after else None
        if i is not None and (
            end := _names_end(tokens, i, first_known="\n" in plain[kind.end : tokens[i].start])
        ):
            yield _name_mention(plain, tokens, i, end, 0.86 if is_given(tokens[i]) else 0.55)
        start = next((n for n, t in enumerate(tokens) if t.start >= kind.start), len(tokens))
        before = _name_before(tokens, start)
        if before is not None:
            yield _name_mention(plain, tokens, before, _names_end(tokens, before) or before + 1, 0.8)


def _name_before(tokens: tuple[Token, ...], stop: int) -> int | None:
    """The index of a name list that ends right before token `stop` (articles and dashes aside)."""
    last = stop - 1
    while last >= 0 and (
        tokens[last].low in ("a", "the", "an")
        or tokens[last].text in "-:|'\","
        or tokens[last].kind == "line"
    ):
        last -= 1
    for begin in range(max(0, last - 12), last + 1):
        clean = begin == 0 or tokens[begin - 1].kind in ("line", "punct")
        if clean and is_given(tokens[begin]) and _names_end(tokens, begin) == last + 1:
            return begin
    return None


def _name_mention(plain: str, tokens: tuple[Token, ...], i: int, end: int, confidence: float) -> CaseMention:
    start, stop = tokens[i].start, tokens[end - 1].end
    mention = CaseMention(_show(plain[start:stop]), start, stop, CaseKind.NAMED, confidence)
    return _with_brackets(plain, mention)


def _codes(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    types = {m.end for m in find_review_types(plain)}
    roles = {m.end for m in find_roles(plain) if m.rank >= 2}
    i = 0
    while i < len(tokens):
        token = tokens[i]
        after_type = any(0 <= token.start - end <= 3 for end in types)
        if not is_code(token, bare=not after_type):
            i += 1
            continue
        end = i + 1
        while (
            (step := _separator_end(tokens, end)) is not None
            and step < len(tokens)
            and is_code(tokens[step], bare=True)
        ):
            end = step + 1
        letters = len(re.match(r"[A-Z]*", token.text).group())  # type: ignore[union-attr]
        long = token.kind == "code" and letters >= 2 and len(token.text) >= 4
        several = token.kind == "code" and end > i + 1
        beside_role = token.kind == "code" and any(0 <= token.start - end <= 3 for end in roles)
        confidence = 0.88 if after_type else (0.75 if long or several or beside_role else 0.45)
        start, stop = token.start, tokens[end - 1].end
        yield _with_brackets(
            plain, CaseMention(squeeze(plain[start:stop]), start, stop, CaseKind.CODE, confidence)
        )
        i = end


def _bare_lines(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    """Names that fill a line, or a part of it between dashes: "2019 - Anonymous - Katie"."""
    start = 0
    for i in range(len(tokens) + 1):
        if i < len(tokens) and not _parts(tokens, i):
            continue
        line = tokens[start:i]
        if line and _names_end(line, 0) == len(line):
            several = any(t.low in CONNECTORS for t in line)
            confidence = 0.7 if several or len(line) == 1 else 0.3  # two words may be an author
            yield _name_mention(plain, line, 0, len(line), confidence)
        elif len(line) == 1 and is_name(line[0]) and _LISTED.match(plain[: line[0].start]):
            yield _name_mention(plain, line, 0, 1, 0.6)
        start = i + 1


# The year lists of the national collection: "2019 - Anonymous - Oskar", "December 2014 - Blackpool - Oskar".
_LISTED = re.compile(r"(?:[A-Z][a-z]+\s)?20\d\d\s-\s[^\n-]{3,60}\s-\s$")


def _parts(tokens: tuple[Token, ...], i: int) -> bool:
    return tokens[i].kind == "line" or (tokens[i].text in "-:|.;" and not _tight(tokens, i))


_GROUP = re.compile(
    r"\b(?:The\s+)?(?P<name>(?:Two|Three|Four|Five|Six)\s+(?:Sisters|Brothers|Siblings|Babies|Infants|Boys|Girls|Cousins|Children|Teenagers))\b"
)


def _groups(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    for match in _GROUP.finditer(plain):
        yield CaseMention(squeeze(match["name"]), match.start("name"), match.end("name"), CaseKind.BARE, 0.62)


# ---------------------------------------------------------------- forms


_BRACKETS = re.compile(
    r"\s?\(\s?['\"]?(?P<in>[A-Z][A-Za-z]*\d*(?:\s?\(\d\))?)['\"]?\s?\)|\s['\"](?P<name>[A-Z][a-z]+)['\"]"
)


def _with_brackets(plain: str, mention: CaseMention) -> CaseMention:
    """Takes a second name in brackets with it: "Zac (ZDS22)", "SCR 0116 'James'"."""
    match = _BRACKETS.match(plain, mention.end)
    inner = (match["in"] or match["name"]) if match else None
    if not match or not inner:
        return mention
    token = tokens_of(inner)[0]
    known = is_code(token, bare=mention.kind is not CaseKind.LABELLED) or token.low in GIVEN_NAMES
    if not known or (match["name"] and mention.kind is not CaseKind.NUMBERED):
        return mention
    return replace(mention, name=f"{mention.name} ({inner})", end=match.end())


_LOWER = frozenset("and her his their siblings sibling brother brothers sister sisters of the with".split())


def _show(text: str) -> str:
    """A name as it should be shown: no quotes, words in title case when they were shouted."""
    plain = squeeze(re.sub(r"(?<!\w)['\"]|['\"](?![a-zA-Z])", "", straight(text)))
    words = plain.split(" ")
    shown = [_show_word(word, first=index == 0) for index, word in enumerate(words)]
    name = " ".join(shown)
    name = re.sub(r"'[sS]$", "", name)
    return re.sub(r"^Case\s+(?:No\.?|Ref\.?)?\s*:?\s*(?=[A-Z]{2,5}\d)", "", name).strip(" ,;:.-")


def _show_word(word: str, *, first: bool) -> str:
    core = word.strip(",()/&'\"").removesuffix("'S").removesuffix("'s")
    low = core.lower()
    token = tokens_of(core)[0] if core else None
    if token is None:
        return word
    if low in _LOWER and not first and core.isupper():
        return word.lower()
    noun = noun_at((token,), 0) is not None or low in ("young", "case", "person", "people")
    if noun and (core.isupper() and len(core) > 2 or (first and core.islower())):
        plural = not first and low in ("children", "siblings", "twins", "brothers") and core.isupper()
        return word.lower() if plural else word.capitalize()
    if core.isupper() and core.isalpha() and (len(core) > 3 or low in GIVEN_NAMES) and low not in ("yp",):
        return word.title()
    return word


def case_key(name: str) -> str:
    """The form by which two case names are the same: "Child 'L'" and "child L", "Q Family" and "Family Q"."""
    return "|".join(sorted(case_names(name)))


_NUMBER_WORDS = re.compile(r"\b(?:no\.?|number|ref\.?)\s*(?=\w*\d)")
_SPLIT = re.compile(r"\s*(?:,\s*and\b|,|&|\+|/|\band\b|\bac\b)\s*")
_WELSH_NOUNS = {
    "plentyn": "child",
    "plant": "children",
    "babi": "baby",
    "teulu": "family",
    "oedolyn": "adult",
    "person ifanc": "young person",
    "achos": "case",
}
_WELSH_NOUN = re.compile(r"\b(?:" + "|".join(_WELSH_NOUNS) + r")\b")
_RANGE = re.compile(r"(?<=\s)(?P<from>[a-z])-(?P<to>[a-z])\b")


def _spell_out(match: re.Match[str]) -> str:
    """ "children a-c" names three children."""
    first, last = ord(match["from"]), ord(match["to"])
    return ", ".join(chr(c) for c in range(first, last + 1)) if first < last <= first + 12 else match.group()


_SINGULAR = {
    "children": "child",
    "babies": "baby",
    "adults": "adult",
    "families": "family",
    "siblings": "sibling",
    "young people": "young person",
}
_KEY_NOUN = re.compile(
    r"^(?P<noun>child(?:ren)?|bab(?:y|ies)|infant|adults?|famil(?:y|ies)|siblings?|young pe(?:rson|ople)|case|scr|l?cspr|lcr|sar|dhr"
    r"|twins?)\s+(?P<rest>\S.*)$"
)
_REVERSED_KEY = re.compile(r"^(?P<rest>[\w&]+(?: [\w&]+)?) (?P<noun>famil(?:y|ies)|children|siblings|twins)$")


def case_names(name: str) -> frozenset[str]:
    """The single names inside a case name, each in its comparable form."""
    plain = re.sub(r"['\"]s?\b|['\"]", "", fold(name))
    plain = _NUMBER_WORDS.sub("", plain)
    plain = re.sub(r"(?<=\d)\s?\((\d)\)", r"#\1", plain)
    plain = _WELSH_NOUN.sub(lambda m: _WELSH_NOUNS[m.group()], plain)
    plain = _RANGE.sub(_spell_out, plain)
    parts: set[str] = set()
    for chunk in re.split(r"[()]", plain):
        noun = ""
        for part in _SPLIT.split(chunk):
            part = re.sub(r"^(?:the|her|his|their)\s+|[.:;]+", "", squeeze(part)).strip(" -")
            if not part:
                continue
            reverse = _REVERSED_KEY.match(part)
            if reverse:
                part = f"{reverse['noun']} {reverse['rest']}"
            match = _KEY_NOUN.match(part)
            if match:
                noun, rest = _SINGULAR.get(match["noun"], match["noun"]), match["rest"]
            else:
                rest = part
            code = re.fullmatch(r"[a-z]{2,6}\d[\w#]*", rest)
            short = re.fullmatch(r"[a-z]{0,3}\d{0,4}", rest)
            bare = code and noun in ("", "case", "scr", "cspr", "lcspr", "sar", "dhr", "lcr")
            parts.add(rest if bare or not noun or not (match or short) else f"{noun} {rest}")
    return frozenset(parts)
