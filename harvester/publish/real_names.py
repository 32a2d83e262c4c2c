"""Possible real names in what a file says beside its pages, and in the names of files. Pure.

Reviews name people by letters or made-up names. What the author's program noted, what somebody called the
file, and what a black box only covers may say who it was. Whatever the pages themselves print is published
already, and so is the author's name; everything else that looks like a person's name is for a person to see.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from harvester.extract.hidden import BLACKED_OUT
from harvester.normalise.given_names import GIVEN_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from harvester.extract.hidden import Behind

CHECKER = 1  # raised when the check changes, so that files are looked at again
_MOST = 40  # findings kept of one file
_SNIPPET = 160  # characters
_CAPITAL = r"[A-Z][a-z]+(?:['’-][A-Z]?[a-z]+)*|[A-Z]{2,}(?:['’-][A-Z]+)*|(?:Mc|Mac|O['’])[A-Z][a-z]+"
_NAME = re.compile(
    rf"\b(?P<given>{_CAPITAL})(?:\s+[A-Z]\.?)?\s+(?P<rest>{_CAPITAL})(?:\s+(?P<last>{_CAPITAL}))?"
)
_TURNED = re.compile(rf"\b(?P<last>{_CAPITAL}),\s*(?P<given>{_CAPITAL})\b")
_WORD = re.compile(rf"\b(?:{_CAPITAL})\b")
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# Given names that are words too: alone they say nothing.
_WORDS_TOO = frozenset(
    """april art august autumn bay bill carol chase christian cliff crystal daisy dale dawn dean drew earl
    eden eve faith flora ford frank gene glen grace grant guy harmony hazel heath heather holly honey honor
    hope hunter iris ivy jack jade joy june lane lily love mark may mercy miles nick noble olive opal page
    patience pearl penny poppy prince rich rob robin rock rose ruby sandy scout sky skye star stone summer
    sue tab temperance tray trinity violet wade ward warren wells west will willow wood wren aria star
    charity clay cora coral country court dan dell don field gay iona ida jan jean jo kit lee less ray
    rod roman ron sol stew ted tom val van vic von wells charter justice""".split()  # noqa: SIM905
)
_NO_SURNAME = frozenset(
    """academy action adult adults agency appendix april area association august avenue board borough briefing
    case centre center charity chief child children church city clinic close college committee community
    council county court crown december department director doc document draft drive executive farm february
    final foundation gardens group hall health hill hospital house independent january july june lane learning
    lodge london manager march may member ministry monday national november october office officer of
    organisation page partnership pdf plan police practice primary programme project prosecution publication
    published redacted report reports response review reviews road royal safeguarding saturday school scr sar
    secondary september serious service services social society south north east west statement street summary
    sunday team the thematic thursday town trust tuesday university version views village wednesday word young
    youth overview summary copy web and for with from in on at by to is was act ltd limited plc nhs icb ccg
    microsoft adobe acrobat office windows user admin default owner""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in one file that may name a person; whether it does depends on the case."""

    kind: str  # property | hidden_text
    where: str  # name of the property, or how the text is hidden
    name: str  # "" for text below a black box, whatever it says
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a document, against which names are compared."""

    case_name: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    known: tuple[str, ...] = ()  # titles of its source and board: their words are no people
    file_names: tuple[str, ...] = ()  # as in addresses, and as the site called the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One possible real name, for a person to look at."""

    kind: str  # property | hidden_text | file_name
    where: str
    name: str
    text: str
    page: int | None = None

    def words(self) -> str:
        """In one plain sentence."""
        place = {"property": f"in the file's property {self.where}", "file_name": "in the name of the file"}
        at = place.get(self.kind, f"in text that is {self.where} on page {self.page}")
        return f"“{self.name or self.text}” {at}"


# ---------------------------------------------------------------- of one file


def findings_of(behind: Behind) -> tuple[Finding, ...]:
    """What of a file its pages do not print and may name a person."""
    found: dict[tuple[str, str, str], Finding] = {}
    for where, value in behind.properties.items():
        for name in names_in(value):
            if not _printed(name, behind.visible):
                one = Finding(kind="property", where=where, name=name, text=value[:_SNIPPET])
                found.setdefault((one.kind, "", name.casefold()), one)
    for layer in behind.layers:
        names = [name for name in names_in(layer.text, alone=True) if not _printed(name, behind.visible)]
        snippet = layer.text[:_SNIPPET]
        for name in names:
            one = Finding(
                kind="hidden_text",
                where=layer.how,
                name=name,
                text=_around(layer.text, name),
                page=layer.page,
            )
            found.setdefault((one.kind, layer.how, name.casefold()), one)
        said = re.sub(r"[\W_]+", "", layer.text)
        if (
            layer.how == BLACKED_OUT
            and len(said) > 2
            and not names
            and snippet.casefold() not in behind.visible
        ):
            one = Finding(kind="hidden_text", where=layer.how, name="", text=snippet, page=layer.page)
            found.setdefault((one.kind, layer.how, snippet.casefold()), one)
    return tuple(found.values())[:_MOST]


def names_in(text: str, *, alone: bool = False) -> tuple[str, ...]:
    """What looks like a person's name: a given name with a surname; with `alone` a given name by itself."""
    found: dict[str, None] = {}
    for word in _WORD.finditer(text):
        match = _NAME.match(text, word.start())
        if match is None:
            continue
        given, rest, last = match["given"], match["rest"], match["last"]
        if _is_given(given) and _is_surname(rest):
            more = last if last and _is_surname(last) and not _is_given(last) else ""
            found[" ".join(filter(None, (given, rest, more)))] = None
    for match in _TURNED.finditer(text):
        if _is_given(match["given"]) and _is_surname(match["last"]):
            found[f"{match['given']} {match['last']}"] = None
    if alone:
        held = " ".join(found).split()
        for word in _WORD.findall(text):
            if word not in held and _is_given(word) and word.casefold() not in _WORDS_TOO:
                found[word] = None
    return tuple(found)


def _is_given(word: str) -> bool:
    return word.casefold().split("-")[0] in GIVEN_NAMES


def _is_surname(word: str) -> bool:
    return len(word) > 1 and word.casefold() not in _NO_SURNAME


def _printed(name: str, visible: str) -> bool:
    """Whether the pages print the name themselves."""
    return re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", visible) is not None


def _around(text: str, name: str) -> str:
    at = max(0, text.find(name.split()[0]) - 40)
    return text[at : at + _SNIPPET]


# ---------------------------------------------------------------- of one document


def flags(findings: Iterable[Finding], facts: Facts) -> tuple[Flag, ...]:
    """What a person has to look at before the document leaves; each name once a kind."""
    own = _tokens(" ".join((facts.case_name, *facts.known)))
    authors = [_tokens(name) for name in facts.authors]
    found: list[Flag] = []
    for one in findings:
        if one.name and _is_known(one.name, own, authors):
            continue
        found.append(Flag(kind=one.kind, where=one.where, name=one.name, text=one.text, page=one.page))
    for file_name in dict.fromkeys(facts.file_names):
        found += _in_file_name(file_name, own | _tokens(facts.title), authors)
    seen: dict[tuple[str, str], Flag] = {}
    for flag in found:
        seen.setdefault((flag.kind, (flag.name or flag.text).casefold()), flag)
    return tuple(seen.values())


def _tokens(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{2,}", text.casefold()))


def _is_known(name: str, own: frozenset[str], authors: list[frozenset[str]]) -> bool:
    """Whether it is the pseudonym of the case, a word of the board's own name, or the author's."""
    tokens = _tokens(name)
    return tokens <= own or any(tokens & author and tokens <= author for author in authors)


def _in_file_name(file_name: str, own: frozenset[str], authors: list[frozenset[str]]) -> Iterator[Flag]:
    words = _PARTS.findall(re.sub(r"\.[A-Za-z0-9]{2,5}$", "", unquote(file_name, errors="replace")))
    for at, word in enumerate(words):
        low = word.casefold()
        if low in own or not _is_given(low):
            continue
        after = words[at + 1] if at + 1 < len(words) else ""
        surname = after if len(after) > 2 and _is_surname(after) and after.casefold() not in own else ""
        if not surname and low in _WORDS_TOO:
            continue
        name = f"{word} {surname}".strip().title()
        if not _is_known(name, own, authors):
            yield Flag(kind="file_name", where="file name", name=name, text=file_name[:_SNIPPET])


def mark_of(found: Iterable[Flag]) -> str:
    """The name of a set of flags: what a person cleared is cleared until something else is found."""
    names = sorted({f"{one.kind} {(one.name or one.text).casefold()}" for one in found})
    return hashlib.sha256("\n".join(names).encode("utf-8", "replace")).hexdigest()[:16]


def to_json(findings: Iterable[Finding]) -> str:
    """As they are kept."""
    return json.dumps([asdict(one) for one in findings], ensure_ascii=False)


def from_json(text: str) -> tuple[Finding, ...]:
    """The other way round."""
    values: list[Mapping[str, Any]] = json.loads(text)
    return tuple(Finding(**one) for one in values)
