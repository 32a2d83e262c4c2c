"""The words by which a title page says who wrote the report: "Author:", "prepared for the Board by"."""

from __future__ import annotations

import re
from typing import Final

_NOUN: Final = (
    r"(?:(?:the\s+)?names?\s+of\s+(?:the\s+)?|(?:our|the)\s+)?"
    r"(?:(?:serious\s+case|significant\s+case|domestic\s+homicide|practice)\s+review\s+)?"
    r"(?:(?:independent|overview|report|lead|review|external|joint|co|scr|dhr|sar|cspr|lcspr|summary|executive|main|"
    r"principal|panel\s+chair|chair|chairman|silp|case)[\s\-]*(?:,|and|&|/)?\s*)*"
    r"(?:author|writer|reviewer)s?(?:\(s\))?(?:['’]s?\s+names?)?"
    r"(?:\s*(?:and|&|/)\s*(?:independent\s+)?(?:report\s+|overview\s+)?(?:author|writer|reviewer|chair)s?)*"
    r"(?:\s+of\s+(?:the\s+|this\s+)?(?:independent\s+|overview\s+|final\s+)?(?:report|review|summary))?"
)
_DONE: Final = (
    r"(?:prepared|written|compiled|authored|produced|undertaken|completed|conducted|reported|reviewed|carried\s+out"
    r"|drafted|researched|led)"
)
# "for the Board", "on behalf of Northmoor Safeguarding Partnership", between the verb and "by".
_FOR_BODY: Final = r"(?:\s+(?:for|on\s+behalf\s+of|at\s+the\s+request\s+of)\s+[^\n,:;]{3,90}?)?"
_VERB: Final = (
    r"(?:(?:(?:independent|overview|executive|final|this|the|summary|serious|case|review|an?)\s+)*"
    r"(?:report|summary|review)\s+(?:is\s+|was\s+)?)?"
    rf"(?:(?:independently\s+)?{_DONE}(?:\s+(?:and|&)\s+{_DONE})?{_FOR_BODY}\s+by"
    rf"|commissioned(?:\s+by\s+[^\n,:;]{{3,90}}?|{_FOR_BODY})\s+from|(?:report|overview|review|summary){_FOR_BODY}\s+by|by)"
)
_WELSH: Final = (
    r"(?:(?:prif|cyd)[\s-]*)?(?:awdur(?:on)?(?:\s+(?:annibynnol|yr\s+adroddiad))?"
    r"|adolygydd(?:ion|wyr)?(?:\s+annibynnol)?|adolygwyr)"
    r"|(?:adroddiad\s+)?(?:gan|(?:ysgrifennwyd|paratowyd|lluniwyd)\s+gan)"
)
AT_START: Final = re.compile(
    rf"^[\s•*\-–]*(?:{_NOUN}|{_VERB}|{_WELSH})\b\s*(?:is\b|was\b)?[\s:;\-–.,_]*(?P<rest>.*)$",
    re.IGNORECASE,
)
INSIDE: Final = re.compile(
    rf"(?P<before>.{{3,}}?)[\s,;(\-–]+(?P<label>{_NOUN}|{_VERB})\s*(?:\)|[:;\-–]+)?\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
# Words that lead to the author where nothing but a person follows, and else to the subject.
FAINT: Final = re.compile(
    r"^\W*(?:(?:an?|the)\s+)?"
    r"(?:(?:independent|final|overview|full|review|learning|reviewer['’]s)\s+)*?(?:(?:report|findings)\s+(?:of|from)"
    r"|review\s+from)\s+(?:(?:the\s+)?(?:(?:independent|lead|overview|external|report)\s+)*"
    r"(?:reviewer|author|writer)s?\b\W*)?(?P<rest>\S.*)$",
    re.IGNORECASE,
)
ROLE_BY: Final = re.compile(
    r"^(?P<role>(?:the\s+)?(?:independent\s+)?(?:overview\s+report|executive\s+summary|final\s+report))"
    r"\s+(?:by|of|from)\s+\w",
    re.IGNORECASE,
)
