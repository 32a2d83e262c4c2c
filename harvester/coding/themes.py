"""Themes of learning: named in a heading of the findings, or in a sentence that says what is to be learnt."""

from __future__ import annotations

import re
from functools import lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING

from harvester.coding.values import Suggestion
from harvester.coding.words import holding, told_by

if TYPE_CHECKING:
    from harvester.coding.values import Passage

_PATTERNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "professional_curiosity",
        r"professional(?:ly)?\s+curio(?:sity|us)|curious\s+(?:approach|enquiry|mindset)|"
        r"respectful\s+uncertainty|(?:at|on)\s+face\s+value",
        ("curio", "uncertainty", "face value"),
    ),
    (
        "professional_challenge",
        r"professional\s+(?:challenge|disagreement)|escalat(?:ion|e|ed|ing)|"
        r"respectful\s+challenge|not\s+challenged|"
        r"resolution\s+of\s+(?:professional\s+)?disagreements?",
        ("challenge", "escalat", "disagree"),
    ),
    (
        "information_sharing",
        r"information[\s-]sharing|shar(?:e|ing|ed)\s+(?:of\s+)?(?:\w+\s+)?information|"
        r"information\s+(?:was|were|is)\s+not\s+(?:\w+\s+)?shared|"
        r"communication\s+between\s+(?:agencies|professionals|services)|(?:did|"
        r"do)\s+not\s+share\b|not\s+sharing\b",
        ("information", "communication", "share", "sharing"),
    ),
    (
        "multi_agency_working",
        r"multi[\s-]agency\s+(?:working|meetings?|co-?ordination|planning|response)|"
        r"inter[\s-]agency\s+working|partnership\s+working|"
        r"working\s+together\b(?!\s+(?:to\s+safeguard|20\d\d))|silo\s+working|joined[\s-]up",
        ("agency", "partnership working", "working together", "silo", "joined"),
    ),
    (
        "voice_of_the_child",
        r"voices?\s+of\s+(?:the\s+)?child(?:ren)?|child(?:ren)?'s\s+voices?|"
        r"lived\s+experiences?|child[\s-](?:centred|focused)\s+practice|"
        r"wishes\s+and\s+feelings",
        ("voice", "lived experience", "child-", "child c", "child f", "wishes"),
    ),
    (
        "making_safeguarding_personal",
        r"making\s+safeguarding\s+personal|voice\s+of\s+the\s+(?:adult|person)",
        ("safeguarding personal", "voice"),
    ),
    ("think_family", r"think(?:ing)?[\s-]family|whole[\s-]family\s+(?:approach|working)", ("family",)),
    (
        "fathers_and_male_carers",
        r"(?:role|involvement|engagement|visibility|invisibility|"
        r"inclusion)\s+of\s+(?:fathers?|men|male)|"
        r"fathers?\s+(?:and\s+(?:other\s+)?male\s+(?:carers|partners|figures))|"
        r"invisible\s+(?:men|fathers?)|hidden\s+(?:men|males?)|men\s+in\s+the\s+(?:household|"
        r"family)|fathers?\s+(?:of\s+the\s+children\s+)?(?:was|"
        r"were)\s+(?:\w+\s+){0,2}(?:invisible|not\s+(?:\w+\s+)?(?:included|involved|seen|"
        r"known|assessed))|(?:little|nothing)\s+was\s+known\s+about\s+the\s+father",
        ("father", "men ", "male"),
    ),
    (
        "disguised_compliance",
        r"disguised\s+compliance|superficial\s+compliance|false\s+compliance",
        ("compliance",),
    ),
    (
        "engagement",
        r"was\s+not\s+brought|were\s+not\s+brought|missed\s+appointments?|non[\s-]engagement|"
        r"did\s+not\s+attend|hard\s+to\s+(?:reach|engage)|disengag\w+|reluctan(?:t|"
        r"ce)\s+to\s+engage",
        ("brought", "appointment", "engage", "attend"),
    ),
    (
        "assessment",
        r"(?:quality\s+of\s+(?:\w+\s+)?|poor\s+|holistic\s+|thorough\s+|inadequate\s+|"
        r"comprehensive\s+|all\s+|included\s+in\s+|pre-?birth\s+)assessments?|"
        r"assessments?\s+(?:were|was)\s+(?:not|in|poor|weak|static|superficial)|(?:was|"
        r"were)\s+not\s+(?:\w+\s+)?assessed|assessment\s+practice",
        ("assess",),
    ),
    (
        "thresholds",
        r"thresholds?\b|referral\s+(?:pathways?|process|quality)|quality\s+of\s+referrals",
        ("threshold", "referral"),
    ),
    (
        "record_keeping",
        r"record[\s-]keeping|recording\s+(?:was|of|is|practice)|records?\s+(?:were|"
        r"was)\s+(?:\w+\s+)?(?:incomplete|poor|missing|not)|poor\s+record(?:s|ing)|"
        r"documentation\s+was",
        ("record", "documentation"),
    ),
    (
        "supervision",
        r"supervision|management\s+oversight|managerial\s+oversight",
        ("supervision", "oversight"),
    ),
    (
        "workload",
        r"case-?loads?|workloads?|staff(?:ing)?\s+(?:vacancies|shortages?|turnover|levels|"
        r"capacity)|(?:high|rapid)\s+turnover\s+of\s+staff|capacity\s+of\s+(?:services|staff)",
        ("caseload", "case-load", "workload", "staff"),
    ),
    (
        "domestic_abuse",
        r"domestic\s+(?:abuse|violence)|coercive\s+(?:control|and\s+controlling)|"
        r"coercive\s+behaviour",
        ("domestic", "coercive"),
    ),
    (
        "parental_mental_health",
        r"(?:parental|maternal|mother's|father's|perinatal)\s+mental\s+(?:ill[\s-]?)?health|"
        r"post-?natal\s+depression",
        ("mental", "depression"),
    ),
    (
        "parental_substance_misuse",
        r"(?:parental|maternal|mother's|father's)\s+(?:substance|drug|alcohol)\s+(?:mis)?use|"
        r"parental\s+(?:drug|alcohol)",
        ("substance", "drug", "alcohol"),
    ),
    (
        "neglect",
        r"(?<!self-)(?<!self )(?:recogni[sz]ing|recognition\s+of|identif(?:ying|ication\s+of)|"
        r"response\s+to|responding\s+to|working\s+with|cumulative|chronic|"
        r"impact\s+of)\s+(?:\w+\s+)?(?<!self-)(?<!self )neglect",
        ("neglect",),
    ),
    (
        "exploitation",
        r"(?:criminal|sexual|child)\s+exploitation|contextual\s+safeguarding|county\s+lines|"
        r"(?:being|been|was)\s+exploited",
        ("exploit", "contextual", "county lines"),
    ),
    ("safe_sleeping", r"safer?\s+sleep(?:ing)?|co-?sleeping", ("sleep",)),
    (
        "culture_and_identity",
        r"cultur(?:e|al)\b(?!\s+of\s+(?:challenge|learning|blame))(?:\s+(?:competence|"
        r"awareness|sensitivity|identity|background|needs))?(?=[\s,.]*(?:competence|awareness|"
        r"sensitivity|identity|background|needs|race|ethnicity|and\s+(?:identity|race|"
        r"ethnicity|religion|faith|language)|,))|ethnicity|intersectionality|"
        r"race\s+and\s+identity|adultification|anti-?racis[tm]",
        ("cultur", "ethnic", "intersection", "race", "racis", "adultification"),
    ),
    ("trauma", r"trauma[\s-]informed|adverse\s+childhood\s+experiences", ("trauma", "adverse")),
    (
        "transitions",
        r"transitions?\s+(?:from|between|to|into|planning|arrangements)|"
        r"transitional\s+safeguarding|(?:theme|finding)\s*\d*\W+transitions?",
        ("transition",),
    ),
    (
        "education",
        r"elective(?:ly)?\s+home[\s-]educat(?:ion|ed)|home\s+education|school\s+(?:exclusion|"
        r"attendance|absence)|missing\s+(?:from\s+)?education|permanent(?:ly)?\s+exclu\w+",
        ("education", "school", "exclu"),
    ),
    (
        "online_safety",
        r"online\s+(?:safety|harm|abuse|grooming)|social\s+media|internet\s+safety",
        ("online", "social media", "internet"),
    ),
    (
        "mental_capacity",
        r"mental\s+capacity|capacity\s+assessments?|executive\s+(?:capacity|functioning)|"
        r"best\s+interests\s+decisions?",
        ("capacity", "executive f", "best interests"),
    ),
    ("self_neglect", r"self[\s-]neglect\w*|hoarding", ("self", "hoard")),
    (
        "legal_literacy",
        r"legal\s+literacy|use\s+of\s+legal\s+powers|inherent\s+jurisdiction|legal\s+advice",
        ("legal", "inherent"),
    ),
    (
        "hospital_discharge",
        r"(?:hospital\s+discharge|discharge\s+(?:from\s+hospital|planning|arrangements))",
        ("discharge",),
    ),
    (
        "housing_and_homelessness",
        r"homeless(?:ness)?|housing\s+(?:needs?|provision|officers?|services)|"
        r"rough\s+sleep\w+|temporary\s+accommodation",
        ("homeless", "housing", "rough sleep", "accommodation"),
    ),
)
_COMPILED = tuple(
    (
        value,
        re.compile(rf"\b(?:{pattern})", re.IGNORECASE),
        words,
        holding(" ".join(max(word.split(), key=len) for word in words)),
    )
    for value, pattern, words in _PATTERNS
)
NAMES_THEME = reduce(or_, (bit for *_, bit in _COMPILED))
_CUE = re.compile(
    r"\b(?:findings?|learning|lessons?|themes?|recommend(?:s|ed|ation|ations)?|"
    r"key\s+(?:line|issue|point|message)s?|practice\s+point"
    r"|should(?:\s+have)?|need(?:s|ed)?\s+to\s+(?:be|consider|ensure|strengthen|improve)|"
    r"missed\s+opportunit(?:y|ies)|the\s+review\s+found"
    r"|failed\s+to|failure\s+to|lack(?:ed|ing)?\s+(?:of\s+)?|insufficient|inadequate|"
    r"absence\s+of|was\s+not\s+(?:\w+\s+)?understood)\b",
    re.IGNORECASE,
)
_IN_CUE = told_by(  # or in `_NAMED`
    r"\b(?:finding|learning|lesson|theme)"
    r"|\b(?:recommend(?:s|ed|ation|ations)?|key|practice|should|need(?:s|ed)?"
    r"|missed|review|failed|failure|lack(?:ed|ing)?|insufficient|inadequate|absence|understood)\b"
)
_STRONG = re.compile(
    r"^\W*(?:\d+(?:\.\d+)*\W*)?(?:key\s+)?(?:finding|theme|learning|lesson|recommendation|"
    r"practice\s+point|key\s+message)s?\b|\bthe\s+review\s+(?:found|recommends)\b"
    r"|\b(?:key\s+)?(?:finding|lesson|learning)\b",
    re.IGNORECASE,
)
_IN_STRONG = told_by(r"finding|learning|lesson|theme|recommendation|point|message|found\b|recommends\b")
_BELOW = re.compile(
    r"\b(?:findings?|lessons?|learning|themes?|recommendations?|conclusions?|analysis|"
    r"key\s+issues)\b",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"\bgood\s+(?:practice|quality|example|communication|multi)|\b(?:was|"
    r"were)\s+(?:\w+ly\s+)?(?:timely|good|strong|excellent|effective|appropriate|"
    r"exemplary|prompt)\b"
    r"|\bacted\s+promptly\b",
    re.IGNORECASE,
)
_IN_GOOD = told_by(r"\b(?:timely|good|strong|excellent|effective|appropriate|exemplary|prompt|promptly)\b")
_OF_GUIDANCE = re.compile(
    r"\b(?:working\s+together\s+(?:to\s+safeguard|20\d\d)|states?\s+that|act\s+(?:19|"
    r"20)\d\d|guidance\s+(?:says|states)|nationally|other\s+reviews)\b",
    re.IGNORECASE,
)
_IN_GUIDANCE = told_by(r"\b(?:working|states?|act|guidance|nationally|reviews)\b")
_NUMBERED = re.compile(
    r"^\s*(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?|(?:theme|finding|lesson|"
    r"learning\s+point)\s*\d*[:.\s-])\s*\S",
    re.IGNORECASE,
)
_BELOW_LEARNING = re.compile(r"\b(?:findings?|lessons?|learning|recommendations?)\b", re.IGNORECASE)
_LACKS = re.compile(
    r"\b(?:not|no|never|lack\w*|poor\w*|insufficient|inadequate\w*|weak\w*|missed|failed|failure|absen\w+"
    r"|incomplete|should|must|strengthen\w*)\b",
    re.IGNORECASE,
)
_IN_LACKS = told_by(_LACKS.pattern)
_NAMED = re.compile(
    r"\s*(?:key\s+)?(?:finding|theme|lesson|learning\s+(?:point|theme))\s*\d{0,2}\s*[:.\-]\s*\S.{0,90}$",
    re.IGNORECASE,
)
_MUST_LACK = re.compile(
    r"\b(?:not|no|never|lack\w*|poor\w*|insufficient|inadequate\w*|limited|weak\w*|missed|"
    r"failed|failure|fail|absen\w+|incomplete|should|need\w*|must|improve\w*|strengthen"
    r"|review|relaunch|assure|assurance|seek|develop|consider|monitor\w*|ensure|misled|"
    r"invisible|isolation|high|little|lost|delay\w*|drift|impact|learning|recommends?|"
    r"new)\b",
    re.IGNORECASE,
)
_IN_MUST_LACK = told_by(_MUST_LACK.pattern)


def themes(passage: Passage) -> list[Suggestion]:
    """The themes that a heading or sentence names as learning."""
    text, bits = passage.text, passage.bits
    sure = _weight(passage) if bits & NAMES_THEME else 0.0
    if not sure:
        return []
    low = text.casefold()
    found = []
    for value, pattern, words, bit in _COMPILED:
        if not bits & bit or not any(word in low for word in words):
            continue
        match = pattern.search(text)
        if match is None:
            continue
        found.append(
            Suggestion(
                field="theme",
                value=value,
                page=passage.page,
                line=text,
                start=match.start(),
                end=match.end(),
                rule="heading of the findings" if passage.is_heading else "said to be learnt",
                confidence=sure,
            )
        )
    return found


def _weight(passage: Passage) -> float:
    text, bits = passage.text, passage.bits
    lacks = bool(bits & _IN_LACKS) and _is_below(_BELOW_LEARNING, passage.heading)
    if not (passage.is_heading or lacks or bits & _IN_CUE):
        return 0.0
    if bits & _IN_GOOD and _GOOD.search(text):
        return 0.0
    if bits & _IN_GUIDANCE and _OF_GUIDANCE.search(text):
        return 0.0
    if passage.is_heading:
        if _NUMBERED.match(text):
            return 0.8 if _BELOW.search(text) or not re.match(r"\s*\d", text) else 0.6
        return 0.7 if _STRONG.match(text) else 0.0
    if _NAMED.match(text):
        return 0.75  # "Finding 3: professional curiosity."
    if lacks and _LACKS.search(text):
        return 0.6
    if not (bits & _IN_CUE and bits & _IN_MUST_LACK):
        return 0.0
    strong = bits & _IN_STRONG and _STRONG.search(text)
    sure = 0.75 if strong else 0.6 if _is_below(_BELOW, passage.heading) else 0.0
    return sure if sure and _CUE.search(text) and _MUST_LACK.search(text) else 0.0


@lru_cache(200)
def _is_below(pattern: re.Pattern[str], heading: str) -> bool:
    """Whether a heading is one: many sentences stand below the same."""
    return pattern.search(heading) is not None
