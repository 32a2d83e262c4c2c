"""Deaths and serious harm of the person that a review is about."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.coding.guards import clause_before, general, negated
from harvester.coding.people import Who
from harvester.coding.scene import Event
from harvester.coding.words import holding, told_by
from harvester.vocabulary import ReviewType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.coding.people import Mention
    from harvester.coding.scene import Scene
    from harvester.coding.values import Passage

DIED, HARMED = "died", "serious_harm"


_VERBS = re.compile(
    r"\b(?P<died>(?:had\s+|sadly\s+|tragically\s+|subsequently\s+|later\s+|"
    r"then\s+)?died\b(?!\s+(?:in\s+their\s+sleep\s+of))"
    r"|(?:was|were)\s+(?:sadly\s+|later\s+)?(?:found|pronounced|confirmed|declared)\s+(?:to\s+be\s+)?dead"
    r"|(?:was|were)\s+(?:\w+ly\s+)?(?:killed|murdered|strangled|drowned|"
    r"beaten\s+to\s+death|stabbed\s+to\s+death)"
    r"|(?:was|were)\s+(?:stabbed|shot)\s+(?:to\s+death|dead)|fatally\s+(?:stabbed|shot|"
    r"injured|assaulted|wounded)"
    r"|(?:took|ended)\s+(?:his|her|their)\s+own\s+li(?:fe|ves)|(?:took|ended)\s+(?:his|"
    r"her|their)\s+li(?:fe|ves)"
    r"|(?:and|had)\s+drowned|lost\s+(?:his|her|their)\s+li(?:fe|ves)|"
    r"could\s+not\s+be\s+resuscitated|found\s+(?:dead|deceased|hanging)"
    r"|passed\s+away|had\s+been\s+dead\b)"
    r"|\b(?P<harm>(?:suffered|sustained|received|"
    r"admitted\s+(?:to\s+hospital\s+)?(?:[\w\s]{0,40}?)with|left\s+with|had)\s+"
    r"(?:an?\s+|very\s+|a\s+number\s+of\s+|what\s+were\s+|several\s+|his\s+|"
    r"her\s+)?(?:serious|significant|severe|life[\s-]threatening"
    r"|life[\s-]changing|catastrophic|critical|multiple|non-accidental|grave)[\w\s,-]{0,40}?"
    r"(?:injur(?:y|ies)|harm|fractures?|burns|scalds|haemorrhages?|head\s+trauma|brain\s+damage)"
    r"|(?:suffered|sustained|"
    r"admitted\s+(?:to\s+hospital\s+)?with)\s+(?:an?\s+)?bleed(?:ing)?\s+(?:on|in|"
    r"to)\s+the\s+brain"
    r"|(?:was|were)\s+(?:very\s+)?(?:seriously|severely|gravely|critically|"
    r"significantly)\s+(?:injured|harmed|assaulted|burn(?:ed|t)|hurt)"
    r"|(?:suffered|sustained)\s+(?:[\w-]+\s+){0,3}?(?:fractures|burns|scalds)\b"
    r"|suffered\s+(?:an?\s+)?(?:[\w-]+\s+){0,2}(?:brain\s+haemorrhage|brain\s+injury|head\s+injury)"
    r"|remains?\s+in\s+a\s+coma|survived\b|did\s+not\s+die|(?:permanent|lifelong|"
    r"life-long)\s+disabilit(?:y|ies))",
    re.IGNORECASE,
)
_IN_VERBS = told_by(
    r"died\b|\bdead|killed|murdered|strangled|drowned|\bbeaten\b|\bstabbed\b|\bshot\b|fatally\b|\bli(?:fe|ves)"
    r"|resuscitated|\bhanging|deceased|\bpassed\b|injur|harm|fracture|burn|scald|haemorrhage|trauma|brain"
    r"|assaulted|\bhurt|\bcoma|survived\b|\bdie|disabilit"
)
_OBJECT = re.compile(
    r"\b(?P<died>(?:killed|murdered|stabbed|strangled|shot|smothered|suffocated)\s+)$"
    r"|\b(?P<of>(?<!attempted )(?:death|murder|killing|homicide|manslaughter|suicide|"
    r"unlawful\s+killing)\s+of\s+(?:the\s+)?)$"
    r"|\b(?P<harm>(?:serious|non-fatal|significant)\s+(?:and\s+)?(?:injur(?:y|ies)|"
    r"assault|harm|incident)\s+(?:of|to|on|involving)\s+)$",
    re.IGNORECASE,
)
_IN_OBJECT = told_by(
    r"(?:killed|murdered|stabbed|strangled|shot|smothered|suffocated|death|murder|killing|homicide|manslaughter"
    r"|suicide|injury|injuries|assault|harm|incident)$"
)
_OWN_DEATH = re.compile(
    r"^(?:'s?)\s+(?:sudden\s+|tragic\s+|untimely\s+|unexpected\s+)?(?P<what>death|murder|"
    r"suicide|killing)\b",
    re.IGNORECASE,
)
_IN_DEATH = told_by(r"\b(?:death|murder)\b")
_TIME_OF_DEATH = re.compile(r"\btime\s+of\s+(?:(?:his|her|their|the)\s+)?death\b", re.IGNORECASE)
_NOUN_PHRASE = re.compile(
    r"\b(?:(?P<died>death|murder|killing|suicide)|(?P<harm>serious\s+(?:injury|harm|"
    r"incident|assault)|attempted\s+suicide|(?:near|non)[\s-]fatal\s+\w+))\s+"
    r"(?:of|to|on|involving|by)\s+(?:an?|two|three|four|twin)\s+(?:[\w-]+\s+){0,4}?"
    r"(?:child(?:ren)?|bab(?:y|ies)|infant|boys?|girls?|young\s+(?:person|people|man|"
    r"woman)|teenager|man|woman|adult|male|female|twins)\b",
    re.IGNORECASE,
)
_IN_NOUN_PHRASE = told_by(r"\b(?:death|murder|killing|suicide|serious|attempted|near|non)\b")
_CAUSE = re.compile(
    r"\b(?:this|the)\s+(?:[\w-]+\s+){0,4}?(?:review|report|scr|sar|dhr|lcspr|cspr|cpr|"
    r"apr)\b|\breview\s+(?:into|following|of|concerning)\b"
    r"|\bcommission\w+|\btriggered\s+by\b|\bfollowing\s+the\b|\bas\s+a\s+result\s+of\s+the\b",
    re.IGNORECASE,
)
_ALLOWING = re.compile(
    r"\bcausing\s+or\s+allowing\s+(?:the\s+)?(?:his|her|a\s+child's|the\s+)?\s*death\b", re.IGNORECASE
)
_IN_ALLOWING = told_by(r"\ballowing\b")
LABELLED = re.compile(
    r"\b(?P<death>date\s+of\s+death|d\.?\s?o\.?\s?d\b\.?|died)\s*[:\-]\s*(?=\d|[A-Z])"
    r"|\b(?P<incident>date\s+of\s+(?:the\s+)?(?:serious\s+|critical\s+|index\s+)?incident|"
    r"incident\s+date|date\s+of\s+(?:the\s+)?injury)\s*[:\-]?\s*"
    r"(?=\d|[A-Z])",
    re.IGNORECASE,
)
_IN_LABELLED = told_by(r"death|died\b|\bincident|injury|\bd\.?(?:$|o\.?(?:$|d\b))")
_THEIR_DEATH = re.compile(r"\b(?:his|her|their)\s+(?:\w+\s+)?(?:death|murder)\b", re.IGNORECASE)
_ATTACKED = re.compile(
    r"\bwas\s+(?:stabbed|attacked|shot|beaten|assaulted|smothered|suffocated)\b", re.IGNORECASE
)
_HYPOTHETICAL = re.compile(
    r"\b(?:if|would|could|might|may|should|(?:where|when)\s+(?:a|an)\b|whenever|feared?|"
    r"until|threat\w*|want(?:ed)?\s+to|expected)\b"
    r"(?![^,]*,)",
    re.IGNORECASE,
)
_IN_ATTACKED = told_by(r"stabbed\b|attacked\b|shot\b|beaten\b|assaulted\b|smothered\b|suffocated\b")
_MAY_TELL = holding(
    "die death dead kill murder fatal life lives drown resusc hanging passed injur harm burn scald "
    "haemorr coma surviv disab suicide d.o.d dod incident manslaughter strangl stab shot suffocat "
    "homicide hurt trauma fractur smother"
)
TELLS = _MAY_TELL | _IN_LABELLED
_KILLED_THEM = re.compile(r"\b(?:killed|murdered|strangled)\s+(?:her|him)\b(?!\s+\w+(?:er|son)\b)")
_IN_KILLED = told_by(r"\b(?:killed|murdered|strangled)\b")
MANY = re.compile(
    r"\b(?:both|two|three|four|five|twins?)\b(?=[\w\s,]{0,30}\b(?:children|brothers|"
    r"sisters|siblings|boys|girls|babies|died|of\s+them))"
    r"|\ball\s+(?P<all>two|three|four|five)\s+(?:of\s+them\s+)?died|\btwins\b",
    re.IGNORECASE,
)
_IN_MANY = told_by(r"\b(?:both|two|three|four|five|twins?)\b")
_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "twin": 2, "twins": 2}


def events(scene: Scene) -> tuple[Event, ...]:
    """What a sentence tells of the subject's death or harm, best first."""
    if not scene.passage.bits & _MAY_TELL:
        return ()
    found = list(_found(scene))
    people = _people(scene.passage) if found else 1
    if people > 1:
        found = [replace(event, people=people) for event in found]
    return tuple(sorted(found, key=lambda event: -event.confidence))


def labelled(passage: Passage) -> Iterator[re.Match[str]]:
    """Labels of dates: of a death, or of what else happened."""
    return LABELLED.finditer(passage.text) if passage.bits & _IN_LABELLED else iter(())


def _found(scene: Scene) -> Iterator[Event]:
    passage, text = scene.passage, scene.text
    for match in labelled(passage):
        if match["death"]:
            yield Event(DIED, match.start(), match.end(), "labelled date of death", 0.9)
    for match in _VERBS.finditer(text) if passage.bits & _IN_VERBS else ():
        yield from _by_verb(scene, match)
    for one in scene.mentions:
        if one.who is Who.SUBJECT:
            yield from _by_mention(passage, one)
    yield from _by_pronoun(scene)
    for match in _NOUN_PHRASE.finditer(text) if passage.bits & _IN_NOUN_PHRASE else ():
        opens = not text[: match.start()].strip(" -:")  # "Death of a 7-week-old boy in February 2016."
        if (opens or _CAUSE.search(text)) and not _said_otherwise(passage, match):
            outcome = DIED if match["died"] else HARMED
            yield Event(outcome, match.start(), match.end(), "why the review was held", 0.7)
    yield from _by_conviction(scene)


def _by_conviction(scene: Scene) -> Iterator[Event]:
    """ "causing or allowing the death"."""
    passage, text = scene.passage, scene.text
    own = _ALLOWING.search(text) if passage.bits & _IN_ALLOWING else None
    if own is None or scene.case.of_adult or general(passage):
        return
    if not negated(text, own.start(), own.end()):
        yield Event(DIED, own.start(), own.end(), "conviction", 0.6)


def _by_verb(scene: Scene, match: re.Match[str]) -> Iterator[Event]:
    said = match.group().casefold()
    spared = "did not die" in said
    if (not spared and _said_otherwise(scene.passage, match)) or not scene.of_subject(match.start()):
        return
    confidence = 0.9 if scene.names_subject else 0.7
    if said.startswith("survived") or "disabilit" in said:
        confidence -= 0.2
    outcome = HARMED if match["harm"] else DIED
    yield Event(outcome, match.start(), match.end(), "said of the person", confidence)


def _by_mention(passage: Passage, one: Mention) -> Iterator[Event]:
    """ "Child A's death", "the murder of Child A"."""
    text = passage.text
    own = _OWN_DEATH.match(text[one.end : one.end + 60])
    if own and not _HYPOTHETICAL.search(clause_before(text, one.start)):
        yield Event(DIED, one.start, one.end + own.end(), "death of the person", 0.85)
    if not passage.bits & _IN_OBJECT:
        return
    before = _OBJECT.search(text[max(0, one.start - 60) : one.start])
    if before and text[one.end : one.end + 1] != "'":
        start = max(0, one.start - 60) + before.start()
        if not negated(text, start, one.end) and not _HYPOTHETICAL.search(clause_before(text, start)):
            yield Event(HARMED if before["harm"] else DIED, start, one.end, "done to the person", 0.9)


def _by_pronoun(scene: Scene) -> Iterator[Event]:
    text, bits = scene.text, scene.passage.bits
    own = _THEIR_DEATH.search(text) if bits & _IN_DEATH else None
    of_subject = own is not None and scene.names_subject and scene.of_subject(own.start())
    if own and of_subject and not _HYPOTHETICAL.search(clause_before(text, own.start())):
        yield Event(DIED, own.start(), own.end(), "death of the person", 0.7)
    in_homicide = scene.case.review_type is ReviewType.DHR and bits & _IN_ATTACKED
    attacked = _ATTACKED.search(text) if in_homicide else None
    if attacked and scene.of_subject(attacked.start()) and not _said_otherwise(scene.passage, attacked):
        yield Event(DIED, attacked.start(), attacked.end(), "attack in a homicide review", 0.65)
    time = _TIME_OF_DEATH.search(text) if bits & _IN_DEATH else None
    if time and any(one.who is Who.SUBJECT and not one.oblique for one in scene.mentions):
        yield Event(DIED, time.start(), time.end(), "time of death", 0.8)
    killed = _KILLED_THEM.search(text) if scene.case.of_adult and bits & _IN_KILLED else None
    if killed is None or negated(text, killed.start(), killed.end()):
        return
    if not _HYPOTHETICAL.search(clause_before(text, killed.start())):
        yield Event(DIED, killed.start(), killed.end(), "done to the person", 0.6)


def _said_otherwise(passage: Passage, match: re.Match[str]) -> bool:
    text = passage.text
    before = clause_before(text, match.start())
    if negated(text, match.start(), match.end()) and "could not be resuscitated" not in match.group():
        return True
    return bool(_HYPOTHETICAL.search(before)) or general(passage)


def _people(passage: Passage) -> int:
    match = MANY.search(passage.text) if passage.bits & _IN_MANY else None
    if match is None:
        return 1
    word = (match["all"] or match.group().split()[0]).casefold()
    return _NUMBERS.get(word, 2)
