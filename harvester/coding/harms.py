"""What led to the death or harm, where a sentence says it of the case and without doubt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.coding.guards import asserted, general
from harvester.coding.people import Who
from harvester.coding.values import Suggestion
from harvester.coding.words import holding, told_by
from harvester.vocabulary import ReviewType

if TYPE_CHECKING:
    from harvester.coding.scene import Scene
    from harvester.coding.values import Passage

# Value, what says it, and by which words that is told.
_PATTERNS: tuple[tuple[str, str, str], ...] = (
    (
        "physical_abuse",
        r"(?:felt|thought|believed|judged|deemed|found)\s+to\s+(?:be|"
        r"have\s+been)\s+(?:non-accidental|inflicted)"
        r"|non-accidental(?:\s+head)?\s+(?:injur(?:y|ies)|trauma)|inflicted\s+injur(?:y|ies)|"
        r"(?:consistent\s+with|evidence\s+of|result\s+of"
        r"|caused\s+by)\s+(?:\w+\s+){0,2}shaking|injur(?:y|ies)\s+(?:were|"
        r"was)\s+(?:\w+\s+){0,3}(?:non-accidental|inflicted)"
        r"|physical(?:ly)?\s+abused?\b|beaten\s+to\s+death|had\s+been\s+shaken",
        r"non-accidental|inflicted|shaking|\babuse|\bbeaten|shaken",
    ),
    (
        "neglect",
        r"(?:chronic|severe|serious|long[\s-](?:standing|term)|extreme|significant|persistent|"
        r"profound|gross)\s+(?:\w+\s+and\s+)?neglect"
        r"|(?:suffered|experienced|subjected\s+to|died\s+(?:as\s+a\s+result\s+of|of|"
        r"from))\s+(?:[\w\s]{0,40}?\b)?neglect"
        r"|(?:was|were|been)\s+(?:\w+ly\s+)?neglected|substantiated\s+neglect|"
        r"(?:convicted\s+of|pleaded\s+guilty\s+to|found\s+guilty\s+of)\s+(?:\w+\s+)?(?:neglect|cruelty)"
        r"|malnutrition|starv(?:ed|ation)",
        r"neglect|cruelty|malnutrition|starv(?:ed|ation)",
    ),
    (
        "emotional_abuse",
        r"(?:suffered|experienced|subjected\s+to)\s+(?:[\w\s,]{0,40}?\b)?(?:emotional|"
        r"psychological)\s+(?:abuse|harm)"
        r"|(?:was|were|been)\s+emotionally\s+abused",
        r"emotional|psychological",
    ),
    (
        "sexual_abuse",
        r"sexual(?:ly)?\s+(?:abus(?:e|ed|ing)|assault(?:ed|ing)?)|(?:was|been)\s+raped\b|raped\s+by",
        r"\bsexual|\braped",
    ),
    (
        "sexual_exploitation",
        r"(?:was|were|been|being)\s+sexually\s+exploited|(?:victim|subjected\s+to|experienced|"
        r"suffered)\s+(?:of\s+)?(?:child\s+)?sexual\s+exploitation",
        r"exploit",
    ),
    (
        "criminal_exploitation",
        r"(?:was|were|been|being)\s+criminally\s+exploited|(?:victim|subjected\s+to|"
        r"experienced)\s+(?:of\s+)?(?:child\s+)?criminal\s+exploitation"
        r"|exploited\s+(?:through|by|in)\s+(?:a\s+)?county\s+lines?"
        r"|exploited\b[^.]{0,50}\b(?:carry|sell|deal|supply|transport)\w*\b[^.]{0,20}\bdrugs",
        r"exploit",
    ),
    (
        "suicide",
        r"(?:took|ended)\s+(?:his|her|their)\s+own\s+life|(?:took|ended)\s+(?:his|her|"
        r"their)\s+life|(?:died|death)\s+by\s+(?:suicide|hanging)"
        r"|committed\s+suicide|completed\s+suicide|found\s+hanging|(?:conclusion|"
        r"verdict)\s+of\s+suicide|by\s+suicide",
        r"\blife|suicide|hanging",
    ),
    (
        "self_harm",
        r"(?:died|injured)\s+(?:as\s+a\s+result\s+of|through|by)\s+self[\s-]harm|"
        r"attempted\s+suicide",
        r"\bharm|suicide",
    ),
    (
        "self_neglect",
        r"self[\s-]neglect(?:ed|ing|s)?|neglected\s+(?:his|her|their)\s+own\s+(?:health|care|hygiene)"
        r"|refused\s+(?:services|help|care|support)\b[^.]{0,80}\b(?:squal(?:or|id)|hoard\w+|disrepair)",
        r"neglect|\brefused",
    ),
    (
        "sudden_infant_death",
        r"sudden\s+(?:and\s+)?unexpected\s+death\s+in\s+infan(?:cy|t)|"
        r"sudden\s+infant\s+death(?:\s+syndrome)?|\bS(?:UD|ID)[IS]?S?\b(?<!SUD)",
        r"\bsudden|\bS(?:UD|ID)",
    ),
    (
        "fabricated_illness",
        r"fabricated\s+(?:or|and)\s+induced\s+illness|fabricated\s+illness|\bFII\b",
        r"\bfabricated|\bFII\b",
    ),
    (
        "financial_abuse",
        r"(?:subjected\s+to|victim\s+of|suffered|"
        r"experienced)\s+(?:[\w\s]{0,30}?\b)?financial\s+(?:and\s+material\s+)?abuse|"
        r"financially\s+abused"
        r"|(?:stole|stolen|took)\s+(?:more\s+than\s+)?(?:£[\d,]+|money)[^.]{0,40}\bfrom\b",
        r"financial|\b(?:stole|stolen|took)$",
    ),
    (
        "organisational_abuse",
        r"(?:organisational|institutional)\s+abuse",
        r"\b(?:organisational|institutional)$",
    ),
    (
        "modern_slavery",
        r"modern\s+slavery|kept\s+as\s+a\s+slave|held\s+in\s+(?:slavery|servitude)|"
        r"forced\s+labour",
        r"\bslave|servitude|\bforced$",
    ),
    (
        "honour_based_abuse",
        r"honour[\s-](?:based\s+)?(?:abuse|violence|killing)|female\s+genital\s+mutilation|"
        r"forced\s+marriage",
        r"\bhonour|\bgenital|\bforced$",
    ),
    (
        "drugs_or_alcohol",
        r"(?:died|death)\s+(?:of|from|as\s+a\s+result\s+of|was\s+due\s+to|"
        r"following)\s+(?:[\w,-]+\s+){0,4}?(?:overdose|drug\s+toxicity"
        r"|alcohol[\w\s-]{0,12}(?:disease|poisoning|toxicity)|heroin|intoxication)|"
        r"drug-related\s+death|mixed\s+drug\s+toxicity",
        r"overdose|toxicity|alcohol|heroin|intoxication|\bdrug",
    ),
    (
        "fire",
        r"died\s+(?:in|as\s+a\s+result\s+of|following)\s+(?:a|the)\s+(?:\w+\s+){0,2}fire\b|"
        r"\bfire\s+in\s+which\b[^.]{0,40}\bdied"
        r"|set\s+fire\s+to\b|fatal\s+fire|smoke\s+inhalation",
        r"\bfire|\bsmoke$",
    ),
    (
        "accident",
        r"accidental\s+(?:death|drowning|ingestion)|verdict\s+of\s+accident|misadventure",
        r"\baccident|misadventure",
    ),
    (
        "domestic_abuse",
        r"(?:subjected\s+to|victim\s+of|experienced|"
        r"suffered)\s+(?:[\w\s,]{0,40}?\b)?(?:domestic\s+(?:abuse|violence)|"
        r"coercive\s+control)"
        r"|(?:domestic\s+(?:abuse|violence)|coercive(?:\s+and\s+controlling)?\s+(?:control|"
        r"behaviour))\s+that\s+(?:she|he|they)\s+(?:experienced|suffered)",
        r"\bdomestic|\bcoercive",
    ),
)
_COMPILED = tuple(
    (value, re.compile(rf"\b(?:{pattern})", re.IGNORECASE), told_by(words))
    for value, pattern, words in _PATTERNS
)
TELLS = holding(
    "accident inflicted shak abus neglect sexual raped exploit suicide life hanging self sudden sids "
    "fabricat fii stole took slave honour genital forced overdose toxic alcohol heroin intoxic drug "
    "fire misadventure coerc domestic cruelty malnutr starv kill murder manslaughter stab shot "
    "strangl knife assault ended attack smoke sudi refused"
)
_HAPPENED_TO = re.compile(
    r"\b(?:children|residents|victims?|siblings|infants?|brothers|sisters)\b", re.IGNORECASE
)
_KILLING = told_by(r"killed|murdered|stabbed|strangled|assaulted|shot|inflicted|beaten")
_OUTSIDERS = told_by(r"\b(?:stabbed|shot|knife|gang)\b")
_CONVICTION = told_by(r"\b(?:murder|manslaughter)")
_OPENING_CUE = re.compile(
    r"\b(?:this|the)\s+(?:[\w-]+\s+){0,4}?(?:review|report|lcspr|cspr|scr|sar|dhr|apr|"
    r"cpr)\s+(?:concerns?|examines?|considers?|is\s+about|relates?|looks?\s+at)"
    r"|\binquest\b|\bcoroner\b|\bpost[\s-]mortem\b|\bcause\s+of\s+death\b|"
    r"\bHigh\s+Court\b|\bconvicted\b|\bpleaded\s+guilty\b"
    r"|\bconfirmed\b|\bdeath\s+was\s+recorded\b|\bdisclosed\b",
    re.IGNORECASE,
)
_CONSIDERS = re.compile(r"\b(?:this|the)\s+review\s+(?:considers?|examines?|looks?\s+at)\b", re.IGNORECASE)
_PARTNER = r"(?:(?:ex|former)[\s-]+)?(?:estranged\s+)?(?:husband|wife|partner|boyfriend|girlfriend|spouse)"
_FAMILY = (
    r"(?:adult\s+|older\s+|younger\s+|step-?|half-?)?(?:son|daughter|brother|sister|"
    r"nephew|niece|father|mother|grandson|cousin|uncle)"
)
_KILLED_BY = re.compile(
    r"\b(?:killed|murdered|stabbed(?:\s+to\s+death)?|strangled|assaulted|shot|inflicted|"
    r"beaten)\s+(?:[\w\s]{0,25}?\b)?by\s+"
    rf"(?:his|her|their|the)\s+(?:[\w-]+\s+)?(?:(?P<partner>{_PARTNER})|(?P<family>{_FAMILY}))\b",
    re.IGNORECASE,
)
_THE_VICTIM = re.compile(r"\W*the\s+(?:victim|deceased)\b", re.IGNORECASE)
_HIS_PARENT = re.compile(
    r"\W*(?:his|her|their)\s+(?:\w+\s+)?(?:father|mother|parents|stepfather)\b", re.IGNORECASE
)
_DONE_TO_THEM = re.compile(r"\s+(?:her|him|them)\b(?!\s+\w+er\b)", re.IGNORECASE)
_TRIED = re.compile(r"(?:convicted|pleaded|found\s+guilty)", re.IGNORECASE)
_PARTNER_KILLED = re.compile(
    rf"(?:\b(?:his|her|their)|'s)\s+(?:(?P<partner>{_PARTNER})|(?P<family>{_FAMILY}))\b[^.]{{0,90}}?"
    r"\b(?:killed|murdered|strangled|stabbed)\s+(?:him|her)\b",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\b(?:fatally\s+(?:stabbed|shot)|was\s+stabbed|stabbed\s+to\s+death|shot\s+dead|stabbed\s+(?:in|"
    r"by\s+a)|knife\s+(?:attack|crime)|gang\s+(?:related|violence))\b",
    re.IGNORECASE,
)
_PARENT_CONVICTED = re.compile(
    r"\b(?:father|mother|stepfather|step-father|stepmother|parents?|partner|boyfriend|"
    r"carer)\b[^.;]{0,40}\b(?:convicted\s+of|pleaded\s+guilty\s+to|found\s+guilty\s+of)\s+"
    r"(?:the\s+|his\s+|her\s+)?(?:murder|manslaughter)",
    re.IGNORECASE,
)
_KILLED = re.compile(r"\b(?:killed|murdered|stabbed|strangled|shot|died)\b", re.IGNORECASE)


def harms(scene: Scene) -> list[Suggestion]:
    """The types of harm that a sentence says of the case."""
    passage, text = scene.passage, scene.text
    if passage.is_heading or not passage.bits & TELLS or general(passage):
        return []
    found: list[Suggestion] = []
    for value, pattern, words in _COMPILED:
        for match in pattern.finditer(text) if passage.bits & words else ():
            sure = _sure(scene, match.start(), match.end())
            if sure:
                found.append(_suggest(passage, value, match, sure))
                break
    return [*found, *_killings(scene)]


def _sure(scene: Scene, start: int, end: int) -> float:
    """How sure it is that the case had this harm."""
    text = scene.text
    if not asserted(_CONSIDERS.sub(lambda m: "#" * len(m.group()), text), start, end):
        return 0.0
    holder = scene.holder(start)
    after = next((m for m in scene.mentions if m.start >= end and m.start - end < 60), None)
    if scene.told:
        return 0.85
    if holder is Who.SUBJECT:
        return 0.8
    if after is not None and after.who is Who.SUBJECT and (holder is None or _OPENING_CUE.search(text)):
        return 0.8
    if _OPENING_CUE.search(text) and holder is not Who.OTHER:
        return 0.75
    topic = scene.thread.topic
    if topic is not None and topic.who is Who.SUBJECT and _DONE_TO_THEM.match(text, end):
        return 0.7
    if _TRIED.match(text, start) and not scene.case.of_adult:
        return 0.65
    if (
        after is not None
        and after.who is Who.SUBJECT
        and re.search(r"\bby\s+(?:his|her|the)\b", text[end : after.start])
    ):
        return 0.75
    if holder is None and _HAPPENED_TO.search(text[:start]):
        return 0.6
    return 0.0


def _killings(scene: Scene) -> list[Suggestion]:
    """Who killed, where the kind of harm follows from that."""
    if scene.case.review_type is ReviewType.DHR:
        return _domestic(scene)
    text, found = scene.text, []
    if scene.case.of_adult:
        return []
    outside = _OUTSIDE.search(text) if scene.passage.bits & _OUTSIDERS else None
    others = any(one.who is Who.OTHER for one in scene.mentions)
    of_subject = scene.names_subject or bool(scene.told)
    if outside and of_subject and not others and asserted(text, outside.start(), outside.end()):
        found.append(_suggest(scene.passage, "youth_violence", outside, 0.75))
    convicted = _PARENT_CONVICTED.search(text) if scene.passage.bits & _CONVICTION else None
    of_subject = any(event.rule == "done to the person" for event in scene.told)
    topic = scene.thread.topic
    of_topic = topic is not None and topic.who is Who.SUBJECT and bool(_HIS_PARENT.match(text))
    if convicted and (of_subject or of_topic or (scene.names_subject and _KILLED.search(text))):
        found.append(_suggest(scene.passage, "physical_abuse", convicted, 0.6))
    return found[:1]


def _domestic(scene: Scene) -> list[Suggestion]:
    text = scene.text
    if not scene.passage.bits & _KILLING:
        return []
    match = _KILLED_BY.search(text)
    of_subject = match and (scene.of_subject(match.start()) or scene.told or _THE_VICTIM.match(text))
    if match and of_subject and asserted(text, match.start(), match.end()):
        value = "partner_homicide" if match["partner"] else "family_homicide"
        return [_suggest(scene.passage, value, match, 0.85)]
    match = _PARTNER_KILLED.search(text)
    if match and asserted(text, match.start(), match.end()):
        value = "partner_homicide" if match["partner"] else "family_homicide"
        return [_suggest(scene.passage, value, match, 0.7)]
    return []


def _suggest(passage: Passage, value: str, match: re.Match[str], confidence: float) -> Suggestion:
    return Suggestion(
        field="harm_type",
        value=value,
        page=passage.page,
        line=passage.text,
        start=match.start(),
        end=match.end(),
        rule="harm said of the case",
        confidence=confidence,
    )
