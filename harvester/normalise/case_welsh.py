"""Welsh nouns of case names: their mutated forms and their English.

Welsh changes the first letter of a word after many others: "Plentyn D", but "â Phlentyn D", "o Blentyn D",
"fy mhlentyn". A case is shown in the radical form, and compared in English.
"""

from __future__ import annotations

import re
from typing import Final

from harvester.normalise.welsh import mutated

# Radical form and the English noun; "oedolyn" and "oedolion" are of one noun.
_NOUNS_IN_ENGLISH: Final = {
    "plentyn": "child", "plant": "children", "babi": "baby", "baban": "baby", "babanod": "babies",
    "teulu": "family", "oedolyn": "adult", "oedolion": "adults", "achos": "case", "merch": "girl",
    "bachgen": "boy", "brawd": "brother", "brodyr": "brothers", "chwaer": "sister", "chwiorydd": "sisters",
    "gefeilliaid": "twins", "person ifanc": "young person", "pobl ifanc": "young people",
    "ymgyrch": "operation",
}  # fmt: skip
_FORMS: Final = tuple((noun, mutated(noun)[1:], english) for noun, english in _NOUNS_IN_ENGLISH.items())
RADICAL: Final = {form: radical for radical, forms, _ in _FORMS for form in forms}
_ENGLISH: Final = {form: english for radical, forms, english in _FORMS for form in (radical, *forms)}
NOUNS: Final = {
    form: radical.capitalize()
    for radical, forms, _ in _FORMS
    for form in (radical, *forms)
    if " " not in form
}
_BY_LENGTH = sorted(_ENGLISH, key=len, reverse=True)
_NOUN: Final = re.compile(r"\b(?:" + "|".join(_BY_LENGTH) + r")\b")
# "Plant A a B", "Plant Huw a Nia": the Welsh "and", where it is no letter of a case.
_AND: Final = re.compile(r"(?<=\s\w) ac? (?=\S)|(?<=\w\w) ac (?=\S)")
_MUTATED: Final = re.compile(
    r"^(?:" + "|".join(sorted(RADICAL, key=len, reverse=True)) + r")(?=\s\S)", re.IGNORECASE
)


def english_nouns(folded: str) -> str:
    """A folded case name with its Welsh nouns in English: "phlentyn d" → "child d"."""
    if _NOUN.search(folded) is None:
        return folded
    return _NOUN.sub(lambda match: _ENGLISH[match.group()], _AND.sub(" and ", folded))


def radical(name: str) -> str:
    """A shown case name that begins with a mutated noun, in the radical form: "Phlentyn D" → "Plentyn D"."""
    return _MUTATED.sub(lambda match: RADICAL[match.group().lower()].title(), name)
