"""How the name of a case in a list relates to the names that we know a review by, within one publisher."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from harvester.group.names import labelled_alike, misspelt, split_names
from harvester.normalise.cases import find_case_names
from harvester.normalise.lexicon import word_set

if TYPE_CHECKING:
    from collections.abc import Iterable

CLEARLY: Final = 0.85  # of a name in running text
_OPENING: Final = 900


class Likeness(IntEnum):
    """How two sets of names relate, the surest last."""

    APART = 0  # both are named, and otherwise
    UNKNOWN = 1  # one has no name
    PART = 2  # some of several names
    CIRCLE = 3  # "Family Q" and "Child Q"
    MENTIONED = 4  # a name that only the text below gives
    SPELT = 5  # but for a letter
    KIND = 6  # "SCR G" and "Child G"
    NOUN = 7  # "Child BR" and "Baby BR", "Q" and "Child Q"
    ALIAS = 8  # a code here, a pseudonym there, both known
    SAME = 9


_CHILD: Final = word_set("child baby infant toddler boy girl pupil twin sibling teenager adolescent")
_ADULT: Final = word_set("adult mr mrs ms miss woman man")
_LABEL: Final = re.compile(
    r"^(?:(?P<noun>young person|looked after child|[a-z]+)\s+)?(?P<label>[a-z]{1,3}\d{0,4}|\d{1,4})$"
)
# "Child F and Family" is called after Child F, "Katie and her siblings" after Katie.
_ALONG: Final = re.compile(
    r"(?<=\w)\s*(?:,|&|\+|\band\b)\s*(?:(?:his|her|their|the)\s+)?(?:\w+\s+)?"
    r"(?:family|siblings?|brothers?|sisters?|mother|father|parents?)\s*$",
    re.IGNORECASE,
)
_SHORT: Final = re.compile(r"\byp(?=\s+[a-z0-9])", re.IGNORECASE)
# "LCSPR Martha" is called Martha; "SCR G" has no other name.
_KIND: Final = re.compile(
    r"^(?:scr|l?cspr|lscpr|spr|sar|dhr|dardr|lcr|llr|cpr|apr|cmr|susr)\s*[:-]?\s+(?=[a-z]{3,}(?:\s|$))",
    re.IGNORECASE,
)
_GAPS: Final = re.compile(r"(?<=[a-z0-9])[\s/_.-]+(?=[a-z0-9])")


class Names:
    """The names of one case, ready to be compared."""

    __slots__ = ("compact", "further", "labels", "main", "mentioned")

    def __init__(self, main: str | None, further: Iterable[str] = (), text: str = "") -> None:
        self.main, more = split_names(_plain(main) if main else None)
        extra: set[str] = set(more)
        for name in further:
            extra.update(*split_names(name))
        self.further = frozenset(extra) - self.main
        self.compact = {_compact(name) for name in self.every}
        self.labels = {name: _label(name) for name in self.every}
        self.mentioned = _named_in(text) - self.every if text else frozenset()

    @property
    def every(self) -> frozenset[str]:
        """Main and further names."""
        return self.main | self.further

    @property
    def distinctive(self) -> bool:
        """Whether its main name is a pseudonym or a code, and no letter that every area uses."""
        return any(_is_distinctive(name) for name in self.main)


def relation(one: Names, two: Names) -> Likeness:
    """The surest relation between the names of two cases."""
    if not one.every or not two.every:
        mentioned = one.mentioned & two.every or two.mentioned & one.every
        return Likeness.MENTIONED if mentioned else Likeness.UNKNOWN
    if one.main == two.main or {_compact(n) for n in one.main} == {_compact(n) for n in two.main}:
        return Likeness.SAME
    found = [Likeness.APART]
    shared = one.every & two.every or {name for name in one.compact & two.compact if len(name) > 3}
    if shared:
        whole = len(one.main) == 1 or len(two.main) == 1
        aliased = not (one.main & two.main) or (one.further or two.further)
        found.append(Likeness.ALIAS if aliased and whole else Likeness.PART)
    if labelled_alike(one.main, two.main):
        found.append(Likeness.KIND)
    if misspelt(one.main, two.main):
        found.append(Likeness.SPELT)
    if len(one.main) == 1 and len(two.main) == 1:
        found.append(_by_label(one, two))
    elif len(one.main) == len(two.main) and _by_labels(one, two):
        found.append(Likeness.NOUN)
    if one.mentioned & two.main or two.mentioned & one.main:
        found.append(Likeness.MENTIONED)
    return max(found)


def _by_label(one: Names, two: Names) -> Likeness:
    """One letter or code behind two nouns: of a child here and there, or of its family."""
    (a,), (b,) = one.main, two.main
    first, second = one.labels.get(a), two.labels.get(b)
    if first is None or second is None or first[1] != second[1]:
        return Likeness.APART
    groups = {_group(first[0]), _group(second[0])}
    if len(groups) == 1 or "" in groups:
        return Likeness.NOUN
    return Likeness.CIRCLE if groups == {"child", "family"} else Likeness.APART


def _by_labels(one: Names, two: Names) -> bool:
    """Whether several have the same letters behind other nouns: "Siblings K and L", "Child K and Child L"."""
    nouns: list[dict[str, str]] = []
    for names in (one, two):
        labels = [names.labels[name] for name in names.main]
        nouns.append({label[1]: _group(label[0]) for label in labels if label is not None})
        if len(nouns[-1]) != len(names.main):
            return False
    if nouns[0].keys() != nouns[1].keys():
        return False
    groups = [(noun, nouns[1][label]) for label, noun in nouns[0].items()]
    return all(here == there or "" in (here, there) for here, there in groups)


def _group(noun: str) -> str:
    if noun in _CHILD or noun in ("young person", "looked after child"):
        return "child"
    if noun in _ADULT:
        return "adult"
    return noun if noun not in ("case", "review") else ""


def _label(name: str) -> tuple[str, str] | None:
    match = _LABEL.match(name)
    return (match["noun"] or "", match["label"]) if match else None


def _plain(name: str) -> str:
    """A name without what goes along with it, its kind of review, and abbreviations."""
    return _KIND.sub("", _SHORT.sub("Young Person", _ALONG.sub("", name)))


def _compact(name: str) -> str:
    return _GAPS.sub("", name)


def _is_distinctive(name: str) -> bool:
    label = _label(name)
    if label is None:
        return len(name) > 3
    return any(char.isdigit() for char in label[1]) and len(label[1]) >= 4


def _named_in(text: str) -> frozenset[str]:
    found: set[str] = set()
    for mention in find_case_names(text[:_OPENING]):
        if mention.confidence >= CLEARLY:
            found.update(*split_names(mention.name))
    return frozenset(found)
