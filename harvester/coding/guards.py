"""What takes a statement back: negation, supposition, and talk that is of no case in particular."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.coding.words import told_by

if TYPE_CHECKING:
    from harvester.coding.values import Passage

_NEGATED = re.compile(
    r"\b(?:no|not|never|nor|neither|without|nobody|none|denie[sd]|denying|cannot|unfounded|unsubstantiated)\b"
    r"|n't\b|\brul(?:ed|ing)\s+out\b",
    re.IGNORECASE,
)
_NEGATED_AFTER = re.compile(
    r"^[^.;]{0,90}?\b(?:(?:was|were|is|has|have|had|been|be)\s+(?:\w+\s+){0,3}?(?:not|"
    r"never)\b|ruled\s+out|unfounded"
    r"|unsubstantiated|not\s+substantiated|never\s+(?:confirmed|proven|proved)|did\s+not\s+(?:occur|happen))",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:if|whether|may|might|could|would|possibl[ey]|potential(?:ly)?|suspect(?:ed|s|"
    r"ing|ion|ions)?|alleg(?:ed|ations?|edly)"
    r"|risks?|at\s+risk|vulnerab\w+|believ\w+|concern(?:s|ed)?|worr(?:y|ied|ies)|fear(?:s|ed)?|"
    r"consider(?:s|ed|ing)?|query|queried"
    r"|likelihood|threat(?:s|ened)?|prevent\w*|to\s+(?:identify|recognise|prevent|address|"
    r"tackle)|asked|should|must|needs?\s+to)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:nationally|national\s+(?:data|analysis|research|guidance|statistics)|research|"
    r"studies|literature|statutory\s+guidance"
    r"|defin(?:es?|ed|ition)|most\s+common|commonly|often\s+(?:feature|found)|"
    r"in\s+general|per\s+cent|%|strategy\s+for"
    r"|training|leaflet|procedures?|polic(?:y|ies)|act\s+(?:19|20)\d\d|legislation|"
    r"previous\s+(?:reviews?|scrs?|sars?|dhrs?)"
    r"|other\s+(?:reviews?|areas?|cases?|children)|an?\s+(?:earlier|previous)\s+(?:review|"
    r"case)|in\s+another\s+area"
    r"|many\s+(?:children|people|adults|families)|children\s+who|people\s+who|"
    r"adults\s+who|when\s+a\s+(?:child|person)|if\s+a\s+child"
    r"|triennial|working\s+together\s+(?:to|20\d\d))\b",
    re.IGNORECASE,
)
_IS_GENERAL = told_by(
    r"\b(?:nationally|national|research|studies|literature|guidance|defin(?:es?|ed|ition)|common|commonly"
    r"|often|general|cent|%|strategy|training|leaflet|procedures?|polic(?:y|ies)|act|legislation|previous"
    r"|earlier|other|another|many|who|when|if|triennial|working)\b"
)
_CLAUSE = re.compile(
    r"[;:]|,\s+(?:but|however|although|while|and)\b|\bbut\b|\balthough\b|\bhowever\b|"
    r"\bon\s+which\b"
)


def clause_before(text: str, at: int, reach: int = 90) -> str:
    """The words before a place, back to where its clause begins."""
    before = text[max(0, at - reach) : at]
    start = 0
    for match in _CLAUSE.finditer(before):
        start = match.end()
    return before[start:]


def negated(text: str, start: int, end: int) -> bool:
    """Whether what stands there is said not to be."""
    return bool(_NEGATED.search(clause_before(text, start)) or _NEGATED_AFTER.search(text[end:]))


def supposed(text: str, start: int) -> bool:
    """Whether what stands there is only feared, alleged, asked or required."""
    return bool(_SUPPOSED.search(clause_before(text, start, 120)))


def general(passage: Passage) -> bool:
    """Whether a sentence speaks of cases at large, guidance or research."""
    return bool(passage.bits & _IS_GENERAL and _GENERAL.search(passage.text))


def asserted(text: str, start: int, end: int) -> bool:
    """Whether a sentence that is not `general` says, without doubt, what stands there."""
    return not (negated(text, start, end) or supposed(text, start))
