# ruff: noqa: E501 - tables of phrases, one row is one line
"""Neutral running text: the same seed gives the same paragraphs, two seeds hardly share a sentence."""

from __future__ import annotations

import random

_SERVICES = (
    "the school nursing team", "the council’s housing desk", "a family centre", "the town surgery",
    "the area social work team", "a maternity outreach clinic", "the local police desk", "a college tutor",
    "the fostering service", "an adult learning centre", "the community dental service", "a sports club",
    "the carers’ network", "a voluntary befriending scheme", "the benefits advice line", "a holiday playscheme",
)  # fmt: skip
_THINGS = (
    "the shared calendar", "a note of the visit", "the list of contacts", "the monthly return", "the induction pack",
    "the duty rota", "a letter about the new office", "the travel plan", "the meeting outline", "the room booking",
    "the directory of services", "a map of local groups", "the annual timetable", "the feedback card",
)  # fmt: skip
_ACTS = (
    "put in order", "sent round", "compared", "read aloud", "written up", "translated", "set aside", "renewed",
    "printed again", "signed off", "looked up", "copied to partners",
)  # fmt: skip
_TIMES = (
    "in the first week of term", "on the morning of the move", "over the summer", "just after the merger",
    "at three of the five meetings", "early in the following year", "on the same afternoon", "a month later",
    "when the new system began", "twice in that quarter", "before the bank holiday", "as soon as staff returned",
)  # fmt: skip
_QUALITIES = (
    "steady",
    "patchy",
    "prompt",
    "warm",
    "formal",
    "plain",
    "detailed",
    "late",
    "orderly",
    "sparse",
)
_MATTERS = (
    "the way notes were kept", "how rooms were shared", "the handling of telephone messages", "joint planning",
    "the welcome given to new families", "the use of interpreters", "cover during leave", "the order of business",
    "the record of who came", "contact between offices",
)  # fmt: skip
_FRAMES = (
    "{S} had {t} {a} {w}, and told {s2} so.",
    "Looking back, staff of {s} thought {m} {q} but not {q2}.",
    "{W}, {s} and {s2} spoke for {n} minutes about {t}.",
    "Reviewers counted {n} entries; {k} of them mentioned {s}.",
    "{M} was {q} {w}, as {s} and {s2} both remembered.",
    "What {s} knew of {t} was {q}, since it had been {a} elsewhere.",
    "One worker at {s} recalled that {t} was {a} {w}.",
    "It took {n} days for {t} to reach {s}; {s2} had asked for it {w}.",
    "The group then turned to {m}, which {s} called {q}.",
    "No copy of {t} was found at {s}, though {s2} had one {w}.",
)
_WELSH = (
    "Bu {s} yn trafod y cynllun {w}.", "Nid oedd {s2} wedi gweld y nodyn {w}.", "Cafodd y calendr ei rannu gan {s}.",
    "Soniodd staff {s} am y newid yn y drefn.", "Daeth {n} o bobl i’r cyfarfod, a {k} ohonynt o {s}.",
    "Mae’r bwrdd yn diolch i {s} ac i {s2} am eu hamser.", "Ysgrifennwyd y crynodeb gan {s} {w}.",
    "Yr oedd y cydweithio rhwng {s} a {s2} yn gyson {w}.",
)  # fmt: skip
_WELSH_SERVICES = (
    "y coleg", "y feddygfa", "y ganolfan deulu", "y swyddfa dai", "y tîm nyrsio", "y clwb chwaraeon", "yr ysgol uwchradd",
    "y llyfrgell", "y gwasanaeth maethu",
)  # fmt: skip
_WELSH_TIMES = (
    "yn y gwanwyn",
    "dros yr haf",
    "ar ôl y gwyliau",
    "y mis canlynol",
    "yn gynnar yn y flwyddyn",
    "ddwywaith",
)
_SHARED = (
    "This report is about learning. Each agency looked at its own part first, and all of them then met to agree what "
    "should change. It gives no opinion on matters that belong to a court, an employer or a professional body.",
    "Some details have been altered or left out so that families cannot be recognised. Quotations are given in the "
    "words that people used when they spoke to the reviewer.",
)


def _sentence(chance: random.Random, welsh: bool) -> str:
    services = _WELSH_SERVICES if welsh else _SERVICES
    times = _WELSH_TIMES if welsh else _TIMES
    first, second = chance.sample(services, 2)
    quality, other = chance.sample(_QUALITIES, 2)
    matter, time = chance.choice(_MATTERS), chance.choice(times)
    text = chance.choice(_WELSH if welsh else _FRAMES).format(
        S=_capital(first), s=first, s2=second, t=chance.choice(_THINGS), a=chance.choice(_ACTS), w=time,
        W=_capital(time), m=matter, M=_capital(matter), q=quality, q2=other, n=chance.randint(31, 99),
        k=chance.randint(4, 30),
    )  # fmt: skip
    return text


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def paragraphs(seed: str, count: int, *, welsh: bool = False) -> list[str]:
    """`count` paragraphs of their own, and two that every English document shares.

    Args:
        seed: Names the text; equal seeds give equal text.
        count: How many paragraphs.
        welsh: Writes in Welsh.
    """
    chance = random.Random(f"sample web: {seed}")
    own = [" ".join(_sentence(chance, welsh) for _ in range(chance.randint(4, 7))) for _ in range(count)]
    return own if welsh else [_SHARED[0], *own[:2], _SHARED[1], *own[2:]]
