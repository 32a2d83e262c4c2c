"""By which named model a review was done, and whether the family took part in it."""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from harvester.coding.guards import general, negated
from harvester.coding.values import Suggestion
from harvester.coding.words import told_by
from harvester.vocabulary import ReviewType

if TYPE_CHECKING:
    from harvester.coding.values import Case, Passage

_MODELS: tuple[tuple[str, re.Pattern[str], int], ...] = tuple(
    (value, re.compile(pattern), told_by(words, cased=True))
    for value, pattern, words in (
        (
            "learning_together",
            r"\bLearning\s+Together\b|\bSCIE\s+(?:systems\s+)?(?:model|methodology|approach)",
            r"^Together\b|\bSCIE$",
        ),
        (
            "silp",
            r"\bSILP\b|\b[Ss]ignificant\s+[Ii]ncident\s+[Ll]earning\s+[Pp]rocess\b",
            r"\bSILP\b|^[Ii]ncident$",
        ),
        (
            "practice_review_wales",
            r"\b[Cc](?:oncise)\s+(?:[Cc]hild|[Aa]dult)\s+[Pp]ractice\s+[Rr]eview\b|"
            r"\b[Ee]xtended\s+(?:[Cc]hild|[Aa]dult)\s+[Pp]ractice\s+[Rr]eview\b",
            r"\b[Cc]oncise$|\b[Ee]xtended$",
        ),
        (
            "management_reviews",
            r"\b[Ii]ndividual\s+[Mm]anagement\s+[Rr](?:eview|eport)s?\b|\bIMRs?\b|"
            r"\b[Ii]nternal\s+[Mm]anagement\s+[Rr]eviews?\b",
            r"^[Mm]anagement$|\bIMRs?\b",
        ),
        ("root_cause_analysis", r"\b[Rr]oot\s+[Cc]ause\s+[Aa]nalysis\b", r"\b[Rr]oot$"),
        ("appreciative_inquiry", r"\b[Aa]ppreciative\s+[EeIi]nquiry\b", r"\b[Aa]ppreciative$"),
        ("rapid_time", r"\bIn[\s-]Rapid[\s-]Time\b", r"\bRapid\b"),
        (
            "hybrid",
            r"\b(?:hybrid|blended)\s+(?:approach|model|methodology|method|system|process|review)",
            r"\b(?:hybrid|blended)$",
        ),
    )
)
_NAMES_MODEL = reduce(or_, (words for _, _, words in _MODELS))
_OF_THIS = re.compile(
    r"\b(?:this|the)\s+(?:\w+\s+){0,3}(?:review|report|scr|sar|dhr|methodology|approach|"
    r"process|panel|board|partnership|method)\b"
    r"|\b(?:was|were|is|has\s+been)\s+(?:\w+\s+){0,3}(?:used|chosen|adopted|commissioned|"
    r"asked|requested|conducted|undertaken|carried\s+out|based|followed)\b"
    r"|\b(?:used|adopted|followed|chose|using|by\s+means\s+of)\b|\bmethodology\b",
    re.IGNORECASE,
)
_WAS_ASKED = re.compile(
    r"\b(?:asked|requested|required|commissioned|submitted|completed|provided|produced|"
    r"prepared|received|contributed|complete)\b",
    re.IGNORECASE,
)
_OF_A_TRUST = re.compile(
    r"\b(?:trust|hospital|provider|nhs|care\s+home|agenc(?:y|ies))\b|\bhad\s+been\s+completed\b",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\bsome\s+(?:boards|partnerships|areas)\b|\b(?:earlier|previous|another|other|"
    r"future)\s+(?:\w+\s+)?(?:reviews?|areas?|"
    r"cases?)\b",
    re.IGNORECASE,
)
_NOT_TAKEN = re.compile(
    r"\b(?:considered|discussed|rejected)\b[^.]{0,60}\bnot\b|\bnot\s+(?:be\s+)?(?:used|"
    r"adopted|chosen|appropriate)",
    re.IGNORECASE,
)


def methods(case: Case, passage: Passage) -> list[Suggestion]:
    """The models that a sentence says the review was done by."""
    text = passage.text
    if passage.is_heading or not passage.bits & _NAMES_MODEL:
        return []
    if not _OF_THIS.search(text) or _ANOTHER.search(text) or _NOT_TAKEN.search(text):
        return []
    found = []
    for value, pattern, words in _MODELS:
        match = pattern.search(text) if passage.bits & words else None
        if match is None or negated(text, match.start(), match.end()):
            continue
        if value == "management_reviews" and not _WAS_ASKED.search(text):
            continue
        if value == "root_cause_analysis" and _OF_A_TRUST.search(text):
            continue  # an inquiry of its own, not the method of the review
        if value == "practice_review_wales" and case.review_type not in (
            ReviewType.CPR,
            ReviewType.APR,
            ReviewType.SUSR,
        ):
            continue
        below = re.search(
            r"method|approach|process|how\s+(?:the|this)\s+review", passage.heading, re.IGNORECASE
        )
        found.append(
            Suggestion(
                field="method",
                value=value,
                page=passage.page,
                line=text,
                start=match.start(),
                end=match.end(),
                rule="model named",
                confidence=0.9 if below else 0.75,
            )
        )
    return found


# ---------------------------------------------------------------- family

_RELATIVE = (
    r"(?:famil(?:y|ies)(?:\s+members?)?|(?:birth\s+)?parents?|(?:step)?mother|"
    r"(?:step)?father|(?:grand|god)?(?:mother|father|parents)|siblings?|brothers?"
    r"|sisters?|sons?|daughters?|husband|wife|widow(?:er)?|partner|aunts?|uncles?|"
    r"cousins?|nieces?|nephews?|next\s+of\s+kin|relatives?)"
)
_FAMILY = re.compile(rf"\b{_RELATIVE}\b", re.IGNORECASE)
_NAMES_FAMILY = told_by(rf"\b(?:{_RELATIVE}|kin)\b")
_REVIEWER = (
    r"(?:independent\s+|lead\s+|overview\s+|report\s+|the\s+)*(?:reviewers?|authors?|"
    r"chair|panel(?:\s+members?)?|review\s+team|reviewing\s+team)"
)
_YES = tuple(
    (re.compile(pattern, re.IGNORECASE), told_by(words))
    for pattern, words in (
        (
            rf"\b{_RELATIVE}\b[^.;]{{0,70}}?\b(?:contributed\s+to|took\s+part\s+in|"
            rf"participated\s+in|engaged\s+(?:fully\s+)?(?:with|in)|assisted)\s+(?:the|this)\s+"
            r"(?:\w+\s+){0,2}(?:review|process)",
            r"\b(?:contributed|took|participated|engaged|assisted)\b",
        ),
        (
            rf"\b{_RELATIVE}\b[^.;]{{0,80}}?\b(?:met|spoke|"
            rf"talked)\s+(?:[\w-]+\s+){{0,3}}?(?:with\s+|to\s+)?(?:one\s+of\s+"
            rf"|both\s+)?(?:the\s+)?{_REVIEWER}\b",
            r"\b(?:met|spoke|talked)$",
        ),
        (
            rf"\bthank(?:s|"
            rf"ful)?\s+(?:to\s+)?(?:[\w\s']{{0,30}}?\b)?{_RELATIVE}\b[^.;]{{0,80}}?\b(?:contribut\w"
            rf"+|time|sharing"
            r"|courage)\b",
            r"\bthank",
        ),
        (
            rf"\b{_RELATIVE}\b[^.;]{{0,40}}?\b(?:was|were|has\s+been|"
            rf"have\s+been)\s+(?:\w+\s+)?(?:interviewed|seen|visited"
            rf"|consulted|spoken\s+to|met)\s+(?:with\s+)?(?:by|for)\s+(?:the\s+)?(?:{_REVIEWER}|"
            rf"this\s+review|the\s+review)",
            r"\b(?:interviewed|seen|visited|consulted|spoken|met)$",
        ),
        (
            rf"\b{_RELATIVE}\b[^.;]{{0,60}}?\baccepted\s+(?:the|an|this)\s+(?:invitation|"
            rf"offer)\s+to\s+(?:meet|contribute|take\s+part|participate|speak)",
            r"\baccepted$",
        ),
        (
            rf"\b(?:the\s+)?{_REVIEWER}\s+(?:\w+\s+){{0,3}}?(?:met|spoke|talked|interviewed|"
            rf"visited|held\s+conversations?)\s*(?:with|"
            rf"to)?\s+(?:[\w\s']{{0,40}}?\b)?{_RELATIVE}\b",
            r"\b(?:met|spoke|talked|interviewed|visited|held)",
        ),
        (
            rf"\b{_REVIEWER}\s+(?:\w+\s+){{0,2}}?(?:offered|"
            rf"invited)\b[^.;]{{0,60}}\b{_RELATIVE}\b[^.;]{{0,20}}\b(?:who|and\s+they)\s+(?:agreed|"
            rf"accepted)\b",
            r"\b(?:offered|invited)\b",
        ),
        (
            rf"\b(?:views|perspectives?|contributions?|comments|"
            rf"account)\s+of\s+(?:the\s+)?(?:[\w\s']{{0,25}}?\b)?{_RELATIVE}\b[^.;]{{0,40}}\b(?:are"
            rf"|is|were|have\s+been)\s+(?:included|set\s+out|reflected|incorporated|woven)",
            r"\b(?:views|perspectives?|contributions?|comments|account)$",
        ),
        (
            rf"\b{_RELATIVE}\b[^.;]{{0,90}}\b(?:views|comments|contributions?|"
            rf"perspectives?)\s+(?:are|have\s+been|were)\s+(?:included|incorporated|set\s+out|"
            rf"reflected|woven)",
            r"\b(?:views|comments|contributions?|perspectives?)$",
        ),
        (
            rf"\b{_RELATIVE}\b[^.;]{{0,30}}\btook\s+part\b(?!\s+in\s+(?:a|an)\b)",
            r"\btook$",
        ),
        (
            rf"\b{_RELATIVE}\s+gave\s+(?:his|her|their)\s+(?:account|views?)\b",
            r"\bgave$",
        ),
        (
            rf"\b(?:grateful|thanks?|gratitude|"
            rf"appreciation)\s+(?:\w+\s+){{0,3}}to\s+(?:[\w\s']{{0,30}}?\b)?{_RELATIVE}\b[^.;]{{0,6"
            rf"0}}\b(?:time|contribut\w+|sharing|speaking|meeting)",
            r"\b(?:grateful|thanks?|gratitude|appreciation)$",
        ),
        (
            rf"\b{_RELATIVE}\b[^.;]{{0,60}}\bprovided\s+with\s+(?:a\s+)?(?:draft|"
            rf"copy)\b[^.;]{{0,60}}\b(?:comments|feedback)\b",
            r"\bprovided$",
        ),
    )
)
_NO = tuple(
    (re.compile(pattern, re.IGNORECASE), told_by(words))
    for pattern, words in (
        (
            rf"\b(?:attempts|efforts)\s+(?:were\s+made\s+)?to\s+(?:involve|engage|contact|reach|"
            rf"trace)\b[^.;]{{0,60}}\b{_RELATIVE}\b"
            r"[^.;]{0,60}\b(?:unsuccessful|failed|without\s+success)(?P<what>)",
            r"\b(?:attempts|efforts)$",
        ),
        (
            rf"\b(?:neither|no)\s+{_RELATIVE}\b[^.;]{{0,40}}\b(?:taken|took)\s+up\b(?P<what>[^.;]{{0,80}})",
            r"\b(?:taken|took)$",
        ),
        (
            rf"\b{_RELATIVE}\b[^.;]{{0,60}}?\b(?:did|have|has)\s+not\s+(?:taken?|"
            rf"took)\s+up\b(?P<what>[^.;]{{0,80}})",
            r"\b(?:taken?|took)$",
        ),
        (
            rf"\b{_RELATIVE}\b[^.;]{{0,160}}?\b(?:declined|refused|chose\s+not|did\s+not\s+(?:wish|"
            rf"want)|did\s+not\s+(?:feel\s+able)|felt\s+unable)\b(?P<what>[^.;]{{0,60}})",
            r"\b(?:declined|refused|chose|did|felt)\b",
        ),
        (
            rf"\b{_RELATIVE}\b[^.;]{{0,60}}?\bdid\s+not\s+(?:respond|reply)\b(?P<what>[^.;]{{0,60}})",
            r"\b(?:respond|reply)\b",
        ),
        (
            rf"\b(?:wrote|letters?\s+(?:were\s+|was\s+)?sent|invit\w+|"
            rf"contact\w*)\b[^.;]{{0,60}}\b{_RELATIVE}\b(?P<what>[^.;]{{0,50}}\bno\s+(?:reply|"
            rf"response)\b)",
            r"\b(?:reply|response)\b",
        ),
        (
            rf"\b(?:not\s+(?:been\s+)?possible|unable)\s+to\s+(?:involve|contact|meet|trace|speak|"
            rf"obtain|engage)\b[^.;]{{0,70}}\b(?:{_RELATIVE}|relatives|views)\b(?P<what>)",
            r"\b(?:possible|unable)$",
        ),
        (
            rf"\bno\s+{_RELATIVE}\s+(?:could\s+be|were|was)\s+(?:traced|found|identified|contacted|"
            rf"involved)\b(?P<what>)",
            r"\b(?:traced|found|identified|contacted|involved)\b",
        ),
        (
            rf"\b{_RELATIVE}\s+(?:has|have|was|"
            rf"were)\s+(?:therefore\s+)?not\s+(?:been\s+)?(?:involved|invited|contacted|"
            rf"interviewed)\b(?P<what>)",
            r"\b(?:involved|invited|contacted|interviewed)\b",
        ),
    )
)
_IN_THE_REVIEW = re.compile(
    r"\b(?:review|reviewers?|authors?|participat\w*|take\s+part|taking\s+part|"
    r"contribut\w*|be\s+involved|to\s+do\s+so|involvement|process|report|respond|reply|"
    r"traced)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:will\s+be|will|should|how\s+(?:family|the\s+family|parents)|"
    r"terms\s+of\s+reference|whether|if\s+(?:the|any)|must|to\s+be\s+invited|conference|"
    r"core\s+group"
    r"|programme|counselling|support\s+from|child\s+in\s+need|child\s+protection\s+plan|"
    r"strategy\s+meeting|assessment)\b",
    re.IGNORECASE,
)
_MAY_TELL = reduce(or_, (words for _, words in (*_YES, *_NO)))
TELLS = _NAMES_MODEL | _MAY_TELL
_TRIGGERS = (
    *("contribut", "took part", "participat", "engaged", "assisted", "met ", "spoke", "talked", "accepted"),
    *("interviewed", "visited", "conversation", "views", "perspective", "comments", "account", "declined"),
    *(
        "refused",
        "chose not",
        "did not",
        "no reply",
        "no response",
        "possible",
        "unable",
        "traced",
        "not been",
    ),
    *("not invited", "not involved", "grateful", "thank", "offered", "unsuccessful", "attempts", "efforts"),
    *("taken up", "took up", "take up", "consulted", "seen by"),
)


_ELSEWHERE = re.compile(
    r"\b(?:part|participat\w+|involved|contribut\w+|engage\w*)\s+(?:in|to|with)\s+"
    r"(?!(?:the|this|our|that)\s+(?:[\w-]+\s+){0,3}(?:review|process|report|inquiry|scr|"
    r"sar|dhr|cpr|cspr|lcspr)\b)",
    re.IGNORECASE,
)


def family(passage: Passage) -> list[Suggestion]:
    """Whether a sentence says that family took part in the review, or that they did not."""
    text = passage.text
    if passage.is_heading or not (passage.bits & _NAMES_FAMILY and passage.bits & _MAY_TELL):
        return []
    low = text.casefold()
    if not any(word in low for word in _TRIGGERS) or not _FAMILY.search(text):
        return []
    if _TO_COME.search(text) or general(passage):
        return []
    for pattern, words in _YES:
        match = pattern.search(text) if passage.bits & words else None
        if (
            match
            and not negated(text, match.start(), match.start())
            and not re.search(r"\bnot\b", match.group())
        ):
            return [_said(passage, "yes", match, 0.85)]
    if _ELSEWHERE.search(text):
        return []
    for pattern, words in _NO:
        match = pattern.search(text) if passage.bits & words else None
        if match and (
            match["what"] == ""
            or _IN_THE_REVIEW.search(match.group())
            or _IN_THE_REVIEW.search(text[match.end() :])
        ):
            return [_said(passage, "no", match, 0.75)]
    return []


def _said(passage: Passage, value: str, match: re.Match[str], confidence: float) -> Suggestion:
    return Suggestion(
        field="family_involved",
        value=value,
        page=passage.page,
        line=passage.text,
        start=match.start(),
        end=min(match.end(), match.start() + 160),
        rule="family took part" if value == "yes" else "family did not take part",
        confidence=confidence,
    )
