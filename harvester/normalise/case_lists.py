"""Reads "Child X", lists of letters and lists of names from tokens; each function gives the index behind."""

from __future__ import annotations

import re

from harvester.normalise.case_tokens import (
    CONNECTORS,
    PLURALS,
    Token,
    is_code,
    is_doubtful_code,
    is_given,
    is_name,
    month_before_year,
    noun_at,
)
from harvester.normalise.lexicon import NOT_NAMES


def labelled_end(tokens: tuple[Token, ...], i: int) -> int | None:
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
    codes = is_code(tokens[j], behind_noun=True) and not is_given(tokens[j])
    while True:
        if quoted and end < len(tokens) and tokens[end].text in "'\"":
            end, quoted = end + 1, False
        step = separator_end(tokens, end)
        if step is None:
            return end
        opens = step < len(tokens) and tokens[step].text in "'\""
        nxt = _ident_end(tokens, step + opens, noun)
        if nxt is None or noun_at(tokens, step):
            return end
        same = is_code(tokens[step + opens], behind_noun=True) or tokens[step + opens].kind == "number"
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
    if is_code(token, behind_noun=True):
        article = (
            token.text in ("A", "I")
            and after is not None
            and after.kind == "word"
            and not _ends(tokens, j + 1)
        )
        return None if article else j + 1
    if month_before_year(tokens, j):
        return None
    return j + 1 if is_name(token, noun) or is_doubtful_code(tokens, j) else None


_OF_A_REVIEW = (
    "local",
    "serious",
    "child",
    "safeguarding",
    "practice",
    "case",
    "learning",
    "thematic",
    "adult",
)


def _ends(tokens: tuple[Token, ...], j: int) -> bool:
    """Whether a word after "Child A" is the next part of a title, so that "A" was no article."""
    token = tokens[j]
    word = token.low
    if word in ("a", "ac") and j + 1 < len(tokens):
        return is_code(tokens[j + 1], behind_noun=True)  # "Plant A a B"
    if word in _OF_A_REVIEW and j == 2:
        # "Child A local child safeguarding practice review": a title that begins with the case.
        ahead = [t.low for t in tokens[j : j + 6]]
        return "review" in ahead and all(
            w in (*_OF_A_REVIEW, "review") for w in ahead[: ahead.index("review")]
        )
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


def separator_end(tokens: tuple[Token, ...], i: int) -> int | None:
    """The index behind "," "&" "and" "/" or ", and"; a line may break after it."""
    j = i
    while j < len(tokens) and (
        tokens[j].low in CONNECTORS or (tokens[j].text == "-" and is_tight(tokens, j))
    ):
        if tokens[j].kind == "word" and tokens[j].text == "A":
            break
        j += 1
    if j == i:
        return None
    if j < len(tokens) and tokens[j].kind == "line":
        j += 1
    return j


def is_tight(tokens: tuple[Token, ...], j: int) -> bool:
    """Whether the sign at `j` touches both its neighbours, as in "A-F"."""
    return (
        0 < j < len(tokens) - 1
        and tokens[j - 1].end == tokens[j].start
        and tokens[j].end == tokens[j + 1].start
    )


def joined_end(tokens: tuple[Token, ...], end: int) -> int | None:
    """The index behind "and Baby N" or "and her siblings Bobbie, Charlie and Daisy"."""
    step = separator_end(tokens, end)
    if step is None:
        return None
    if step < len(tokens) and tokens[step].text in "'\"":
        step += 1
    joined = labelled_end(tokens, step)
    if joined is None and tokens[step - 1].low in ("and", "&") and step < len(tokens):
        given = is_given(tokens[step]) and not month_before_year(tokens, step)
        alone = step + 1 == len(tokens) or not _is_surname(tokens[step + 1])
        joined = step + 1 if given and alone else None  # "Child X and Rachel"
    return joined if joined is not None else siblings_end(tokens, step)


def siblings_end(tokens: tuple[Token, ...], j: int) -> int | None:
    """The index behind "her siblings Bobbie, Charlie and Daisy"."""
    words = [t.low for t in tokens[j : j + 2]]
    if (
        len(words) < 2
        or words[0] not in ("her", "his", "their")
        or not words[1].startswith(("sib", "bro", "sis"))
    ):
        return None
    return names_end(tokens, j + 2) or j + 2


def names_end(tokens: tuple[Token, ...], i: int, *, first_known: bool = True) -> int | None:
    """The index behind "Jenny, Molly and Emily" or "Rose Hayward".

    One name of the list must be a known given name; with `first_known` false none needs to be.
    """
    if i >= len(tokens) or month_before_year(tokens, i) or not is_name(tokens[i]):
        return None
    known = is_given(tokens[i]) or not first_known
    end = _with_surname(tokens, i + 1) if known else i + 1
    while (step := separator_end(tokens, end)) is not None and step < len(tokens):
        siblings = siblings_end(tokens, step) if known else None
        if siblings is not None:
            return siblings
        given = is_given(tokens[step]) and not month_before_year(tokens, step)
        if not given and not _lone_name(tokens, step):
            break
        known = known or given
        end = _with_surname(tokens, step + 1) if given else step + 1
    return end if known else None


def _with_surname(tokens: tuple[Token, ...], end: int) -> int:
    """The index behind the surname, or the initial of one, that follows a given name."""
    if end < len(tokens) and (_is_surname(tokens[end]) or _is_initial(tokens, end)):
        return end + 1
    return end


def _is_initial(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether a capital behind a given name is all that is told of a surname: "Stuart K", "Nora F report".

    Not the middle initial of an author ("Ann C. Flint"), nor an article ("AMY A SERIOUS CASE REVIEW").
    """
    if not re.fullmatch(r"[A-Z]", tokens[i].text) or tokens[i].kind == "number":
        return False
    after = tokens[i + 1 : i + 3]
    if not after or after[0].kind == "line":
        return True
    if after[0].text == "." and len(after) > 1 and after[1].text[0].isupper():
        return False
    if after[0].kind == "punct":
        return True
    return tokens[i].text not in "AI" and (after[0].low in NOT_NAMES or after[0].low in CONNECTORS)


def _lone_name(tokens: tuple[Token, ...], i: int) -> bool:
    """A capitalised word that is no known name, but can be one in a list: nothing capitalised follows it."""
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    alone = (
        after is None or after.kind in ("line", "punct") or after.low in CONNECTORS or after.text.islower()
    )
    return is_name(tokens[i]) and alone


def _is_surname(token: Token) -> bool:
    if token.kind != "word" or not token.text[0].isupper() or len(token.text) < 3:
        return False
    return (
        token.low not in NOT_NAMES
        and token.low not in ("nursing", "residential", "care")  # "Oakmead Nursing Home"
        and (token.text.isupper() or token.text[1:].islower())
        and noun_at((token,), 0) is None
    )
