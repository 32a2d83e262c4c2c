"""The kinds of body that publish reviews, as their names are written."""

from __future__ import annotations

import re

from harvester.phrases import Phrases

GENERIC = {
    "LSCB": "Local Safeguarding Children Board",
    "SCB": "Safeguarding Children Board",
    "LSCP": "Local Safeguarding Children Partnership",
    "SCP": "Safeguarding Children Partnership",
    "LSAB": "Local Safeguarding Adults Board",
    "SAB": "Safeguarding Adults Board",
    "SAPB": "Safeguarding Adults Partnership Board",
    "CSAP": "Children's Safeguarding Assurance Partnership",
    "CSP": "Community Safety Partnership",
    "CPC": "Child Protection Committee",
    "ACPC": "Area Child Protection Committee",
}

_WHO = (
    r"(?:vulnerable\s+)?(?:children|childrens|child|adults?|people|communit(?:y|ies))(?:['’]s|s['’])?"
    r"(?:\s*(?:and|&)\s*(?:families|adults?|children|young\s+people|communit(?:y|ies))(?:['’]s|s['’])?)?"
)
_BODY = r"(?:partnership\s+board|partnership|board|committee|executive)s?"
_BEFORE = (
    r"(?:(?:local|regional|strategic|multi[-\s]agency|integrated|independent|joint|area|all[-\s]age)\s+)*"
)
KIND = Phrases(
    r"\b(?:"
    rf"{_BEFORE}safeguarding\s+{_WHO}\s+(?:multi[-\s]agency\s+|assurance\s+)?{_BODY}"
    rf"|{_BEFORE}(?:{_WHO}\s+)?(?:multi[-\s]agency\s+resilience\s+and\s+)?safeguarding\s+(?:assurance\s+)?{_BODY}"
    rf"|community\s+safety\s+(?:and\s+safeguarding\s+)?{_BODY}"
    rf"|(?:area\s+|regional\s+)?child\s+protection\s+{_BODY}"
    rf"|(?:adult|public)\s+protection\s+{_BODY}"
    rf"|safer\s+(?:and\s+stronger\s+)?(?:communities|neighbourhoods|city)\s+(?:executive\s+)?{_BODY}"
    rf"|(?:safe\s+city|crime\s+and\s+disorder\s+reduction|children['’]s|children\s+and\s+families)\s+{_BODY}"
    r"|(?:local\s+|public\s+)services?\s+board"
    r"|safeguarding\s+together"
    rf"|{_BEFORE}multi[-\s]agency\s+(?:safeguarding\s+)?(?:{_WHO}\s+)?(?:safeguarding\s+)?(?-i:Arrangements?|ARRANGEMENTS?)"
    rf"|{_BEFORE}safeguarding\s+{_WHO}\s+(?-i:Arrangements?|ARRANGEMENTS?)"
    r")\b(?!\s+(?:regulations?|procedures?|manual))",
)
SHORT = re.compile(r"\b(?:" + "|".join(GENERIC) + r")\b")
AFTER = Phrases(
    r"\b(?:safeguarding\s+(?:(?:children|adults)\s+)?(?:board|partnership)\s+(?:for|of)(?:\s+the)?"
    r"|bwrdd\s+(?:diogelu|plant)(?:\s+(?:rhanbarthol|plant|oedolion|ac|a|diogelu|lleol))*)[ \t\n]+",
)
AROUND = Phrases(
    r"\b(?:safer|keeping)[ \t\n]+((?:[\w&'’,-]+[ \t\n]+){1,5}?)"
    r"((?:safe[ \t\n]+)?(?:community[ \t\n]+safety[ \t\n]+)?partnership(?:[ \t\n]+board)?)\b",
)
