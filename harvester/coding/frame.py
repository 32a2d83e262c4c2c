"""The coding frame: which fields a review is coded by, and the values that each may have.

The bands of age are those of the periodic analyses of serious case reviews and of the national analyses of
safeguarding adult reviews; harm types join the categories of both; themes follow the learning themes that
national collections use. A frame is data: `harvester study` prints it beside its tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

NOT_STATED = "not_stated"  # a person looked, and the review does not say

_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingField:
    """One thing that a review is coded by."""

    name: str
    words: str  # as screens and tables call it
    about: str  # what is to be coded, in one sentence
    values: dict[str, str] = field(default_factory=dict)  # value → words; empty: a date
    of_person: bool = False  # coded once for each person that the review is about
    several: bool = False  # several values may hold at once

    def allows(self, value: str) -> bool:
        """Whether a value may be coded."""
        return value == NOT_STATED or (value in self.values if self.values else bool(_DATE.match(value)))

    def say(self, value: str) -> str:
        """A value in words."""
        return "Not stated" if value == NOT_STATED else self.values.get(value, value)


_AGES = {
    "under_1": "Under 1",
    "1_to_5": "1 to 5",
    "6_to_10": "6 to 10",
    "11_to_15": "11 to 15",
    "16_to_17": "16 to 17",
    "18_to_29": "18 to 29",
    "30_to_39": "30 to 39",
    "40_to_49": "40 to 49",
    "50_to_59": "50 to 59",
    "60_to_69": "60 to 69",
    "70_to_79": "70 to 79",
    "80_to_89": "80 to 89",
    "90_and_over": "90 and over",
}
_UPPER = (0, 5, 10, 15, 17, 29, 39, 49, 59, 69, 79, 89)  # last full year of each band but the open one
_OLDEST = 115


def age_band(years: int) -> str | None:
    """The band of an age in full years; None for an age that nobody has."""
    if not 0 <= years <= _OLDEST:
        return None
    for name, upper in zip(_AGES, _UPPER, strict=False):
        if years <= upper:
            return name
    return "90_and_over"


_HARMS = {
    "physical_abuse": "Physical abuse",
    "neglect": "Neglect or acts of omission",
    "emotional_abuse": "Emotional or psychological abuse",
    "sexual_abuse": "Sexual abuse",
    "sexual_exploitation": "Sexual exploitation",
    "criminal_exploitation": "Criminal exploitation",
    "youth_violence": "Violence outside the family",
    "domestic_abuse": "Domestic abuse",
    "partner_homicide": "Homicide by a partner or former partner",
    "family_homicide": "Homicide by another family member",
    "suicide": "Suicide",
    "self_harm": "Self-harm",
    "self_neglect": "Self-neglect",
    "sudden_infant_death": "Sudden unexpected death in infancy",
    "fabricated_illness": "Fabricated or induced illness",
    "financial_abuse": "Financial or material abuse",
    "organisational_abuse": "Organisational abuse",
    "modern_slavery": "Modern slavery",
    "honour_based_abuse": "So-called honour-based abuse",
    "drugs_or_alcohol": "Death or harm from drugs or alcohol",
    "fire": "Fire",
    "accident": "Accident",
    "other": "Other",
}
_METHODS = {
    "learning_together": "Learning Together (SCIE)",
    "silp": "Significant Incident Learning Process (SILP)",
    "practice_review_wales": "Practice review with learning event (Wales)",
    "management_reviews": "Individual management reviews",
    "root_cause_analysis": "Root cause analysis",
    "appreciative_inquiry": "Appreciative inquiry",
    "rapid_time": "SARs In Rapid Time (SCIE)",
    "hybrid": "Hybrid of several models",
    "other": "Another named method",
}
_THEMES = {
    "professional_curiosity": "Professional curiosity",
    "professional_challenge": "Professional challenge and escalation",
    "information_sharing": "Information sharing",
    "multi_agency_working": "Working together across agencies",
    "voice_of_the_child": "Voice of the child",
    "making_safeguarding_personal": "Making Safeguarding Personal",
    "think_family": "Think family",
    "fathers_and_male_carers": "Fathers and male carers",
    "disguised_compliance": "Disguised compliance",
    "engagement": "Engagement and missed appointments",
    "assessment": "Assessment",
    "thresholds": "Thresholds and referrals",
    "record_keeping": "Record keeping",
    "supervision": "Supervision and management oversight",
    "workload": "Workload and staffing",
    "domestic_abuse": "Domestic abuse",
    "parental_mental_health": "Parental mental health",
    "parental_substance_misuse": "Parental substance misuse",
    "neglect": "Recognising neglect",
    "exploitation": "Exploitation",
    "safe_sleeping": "Safer sleeping",
    "culture_and_identity": "Culture and identity",
    "trauma": "Trauma and adversity",
    "transitions": "Transitions",
    "education": "School and home education",
    "online_safety": "Online safety",
    "mental_capacity": "Mental capacity",
    "self_neglect": "Self-neglect",
    "legal_literacy": "Legal literacy",
    "hospital_discharge": "Hospital discharge",
    "housing_and_homelessness": "Housing and homelessness",
    "other": "Other",
}

FIELDS: dict[str, CodingField] = {
    one.name: one
    for one in (
        CodingField(
            name="incident_date",
            words="Date of death or harm",
            about="When the person died or was harmed; a month or a year will do.",
        ),
        CodingField(
            name="age_band",
            words="Age",
            about="Age at the death or harm.",
            values=_AGES,
            of_person=True,
        ),
        CodingField(
            name="sex",
            words="Sex",
            about="As the review tells it.",
            values={"female": "Female", "male": "Male", "other": "Other"},
            of_person=True,
        ),
        CodingField(
            name="outcome",
            words="Outcome",
            about="Whether the person died or was seriously harmed.",
            values={"died": "Died", "serious_harm": "Seriously harmed", "other": "Neither"},
            of_person=True,
        ),
        CodingField(
            name="harm_type",
            words="Type of harm",
            about="What led to the death or harm, as the review found it.",
            values=_HARMS,
            several=True,
        ),
        CodingField(
            name="method",
            words="Method of the review",
            about="The model by which the review was done, where it is named.",
            values=_METHODS,
            several=True,
        ),
        CodingField(
            name="family_involved",
            words="Family took part",
            about="Whether anyone of the family, or the person, contributed to the review.",
            values={"yes": "Yes", "no": "No"},
        ),
        CodingField(
            name="theme",
            words="Themes of learning",
            about="What the review says is to be learnt.",
            values=_THEMES,
            several=True,
        ),
    )
}
