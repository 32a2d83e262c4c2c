"""Invented areas, cases and neutral sentences for catalogues of any size."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

AREAS = tuple(
    f"{first}{last}"
    for last in ("moor", "vale", "combe", "ford", "hurst", "wick", "mere", "by", "holme", "leigh")
    for first in (
        *("North", "East", "Ash", "Elm", "Brindle", "Cold", "Fallow", "Harp", "Kestrel", "Lark"),
        *("Oak", "Pur", "Glen", "Thorn", "Wether"),
    )
)
GIVEN = (
    *("Anna", "Beth", "Carys", "Dylan", "Eira", "Farid", "Grace", "Harri", "Iona", "Jamal", "Kezia", "Leo"),
    *("Mair", "Noor", "Owen", "Priya", "Quentin", "Rhys", "Seren", "Tomos", "Una", "Vik", "Wren", "Yusuf"),
)
BIRDS = ("Finch", "Heron", "Swift", "Wren", "Plover", "Dunlin", "Siskin", "Linnet", "Merlin", "Osprey")
AUTHORS = ("Jo Bloggs", "Leonard Abbs", "Ffion Parry", "Sam Okoro", "Ruth Calder", "Imran Shah")

TYPES = {
    "england": ("cspr", "scr", "scr", "sar", "dhr", "cspr"),
    "wales": ("cpr", "apr", "cpr", "susr"),
    "scotland": ("learning_review", "sig_cr"),
    "northern_ireland": ("cmr", "cmr", "sar"),
}
TYPE_WORDS = {
    "scr": "Serious Case Review",
    "cspr": "Local Child Safeguarding Practice Review",
    "sar": "Safeguarding Adults Review",
    "dhr": "Domestic Homicide Review",
    "cpr": "Child Practice Review",
    "apr": "Adult Practice Review",
    "susr": "Single Unified Safeguarding Review",
    "learning_review": "Learning Review",
    "sig_cr": "Significant Case Review",
    "cmr": "Case Management Review",
}
ROLE_WORDS = {
    "overview_report": "Overview Report",
    "executive_summary": "Executive Summary",
    "response": "Response of the Partnership",
    "action_plan": "Multi-agency Action Plan",
    "briefing": "Seven-minute Briefing",
}
NAMED_RULES = "made for tests"

_SENTENCES = (
    "The panel met on several occasions and agreed the terms of reference with the independent reviewer.",
    "Practitioners from health, education and social care took part in two learning events.",
    "The family was known to universal services in {area} for some years before the period under review.",
    "Information was shared between agencies, though not always in good time or with a clear purpose.",
    "The review considers what helped practice, and what got in the way of it.",
    "Supervision gave staff room to reflect on what they had seen and heard during visits.",
    "The partnership accepted every recommendation and asked each agency for an action plan.",
    "The voice of the child was recorded in some files and was missing from others.",
    "There was little evidence of professional curiosity when appointments were not kept.",
    "The school noticed a change in attendance and raised it with the early help team.",
    "A multi-agency meeting was arranged, but two of the agencies were not invited.",
    "Thresholds were understood differently by {agency} and by the police.",
    "The strategy discussion did not include a paediatrician, as the procedures require.",
    "The housing officer made a referral after the third visit to the property.",
    "Historical information about the wider family was held by {agency} and was not sought.",
    "The reviewer is grateful to relatives who gave their account and read a draft of this report.",
    "Midwifery records described the home as warm, and support from grandparents as strong.",
    "Concerns about neglect were assessed one by one, and the pattern was not seen.",
    "The escalation policy was not used, although staff disagreed with the decision to close the case.",
    "Good practice by the health visitor is noted and should be shared more widely.",
    "Recording was brief, and the reasons for decisions could not always be found.",
    "The fathers involved were not seen on their own by any of the services.",
    "Staff turnover in {area} meant that the family met five social workers within a year.",
    "The independent chair asked {agency} to report on progress within six months.",
)
_AGENCIES = ("children's services", "the hospital trust", "the ambulance service", "probation", "the school")
_SYLLABLES = ("ba", "dor", "fen", "gil", "har", "ken", "lo", "mar", "nel", "pri", "quo", "ster", "tul", "vin")


def nation_of(number: int) -> str:
    """Six of ten areas are in England."""
    return ("england", "england", "wales", "england", "scotland", "england", "england", "northern_ireland",
            "england", "wales")[number % 10]  # fmt: skip


def case_name(number: int) -> str:
    """A pseudonym as reports have them; hardly ever twice within one source."""
    kind = number % 4
    if kind == 0:
        return f"Child {chr(65 + number // 4 % 26)}{chr(65 + number // 104 % 26)}"
    if kind == 1:
        return GIVEN[number // 4 % len(GIVEN)]
    if kind == 2:
        return f"Family {BIRDS[number // 4 % len(BIRDS)]}"
    return f"Adult {chr(65 + number // 4 % 26)}"


def rare_word(number: int) -> str:
    """A word that no other document has."""
    letters = ""
    while True:
        letters += _SYLLABLES[number % len(_SYLLABLES)]
        number //= len(_SYLLABLES)
        if not number:
            return f"x{letters}ley"


def paragraphs(random: Random, area: str, count: int) -> list[str]:
    """Paragraphs of about 75 words to put pages together from."""
    return [
        " ".join(random.sample(_SENTENCES, 5)).format(area=area, agency=random.choice(_AGENCIES))
        for _ in range(count)
    ]
