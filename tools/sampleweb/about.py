"""What a made review says of its person, so that there is something to code: neutral, invented, of one case.

Equal cases give equal facts, whichever document tells them. Some leave a thing unsaid, as real ones do.
"""

from __future__ import annotations

import random

_MONTHS = ("January", "March", "April", "June", "August", "September", "October", "November")
_ADULTS = {"sar", "dhr", "apr"}
_CHILD_AGES = (
    "three months",
    "two years",
    "four years",
    "seven years",
    "twelve years",
    "fourteen years",
    "16 years",
)
_ADULT_AGES = ("24 years", "37 years", "46 years", "58 years", "63 years", "71 years", "84 years")
_CHILD_HARMS = ("neglect", "criminal exploitation", "emotional abuse", "domestic abuse")
_ADULT_HARMS = ("self-neglect", "neglect", "financial abuse", "domestic abuse")
_METHODS = (
    "The review used the Significant Incident Learning Process (SILP).",
    "The board asked each agency for an individual management review.",
    "The review was carried out using the SCIE Learning Together model.",
    "A hybrid approach was used for this review.",
)
_FAMILIES = (
    "The family of {name} met the lead reviewer and contributed to the review.",
    "Family members were invited to take part in the review and declined.",
)  # fmt: skip


def about(review: str, name: str | None, review_type: str) -> str:
    """One paragraph: age, sex, when it happened, how it ended, which harm, by which method, with whom.

    Args:
        review: names the review; equal names give equal facts.
        name: as the case is called.
        review_type: of the contract's vocabulary.
    """
    chance = random.Random(f"about: {review}")
    adult = review_type in _ADULTS
    called = name or ("The adult" if adult else "The child")
    person = chance.choice(("woman", "man") if adult else ("girl", "boy"))
    age = chance.choice(_ADULT_AGES if adult else _CHILD_AGES)
    month, year = chance.choice(_MONTHS), chance.randint(2008, 2012)  # before every report of the sample
    ended = chance.choice(
        (
            f"{called} died in {month} {year}.",
            f"{called} was seriously injured in {month} {year} and survived.",
        )
    )
    harm = chance.choice(_ADULT_HARMS if adult else _CHILD_HARMS)
    said = [
        f"{called} was a {person} aged {age} at the time of the incident." if chance.random() < 0.9 else "",
        ended,
        f"{called} had experienced {harm}." if chance.random() < 0.85 else "",
        chance.choice(_METHODS) if chance.random() < 0.8 else "",
        chance.choice(_FAMILIES).format(name=called) if chance.random() < 0.7 else "",
    ]
    return " ".join(filter(None, said))
