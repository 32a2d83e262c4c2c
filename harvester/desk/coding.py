"""The coding of one review as its screen shows it, and what a posted form of it means."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from harvester.catalogue.codings import MOST_PEOPLE, CodedField, CodingSheet, Offer, Said, to_decision
from harvester.catalogue.codings import PREFIX as PREFIX
from harvester.coding.frame import FIELDS, NOT_STATED, CodingField
from harvester.desk.entering import EnteredWrong, enter
from harvester.normalise.lexicon import straight
from harvester.publish.people import people_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.desk.forms import Values
    from harvester.records import Line

_DIGITS = 9
_FIELD_OF_PERSON = "pick-{person}", "box-{person}"
_OPENS = 12  # letters of a line that stand in the words, or the other way round


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value that may be taken, with where it was read if it was."""

    value: str
    words: str
    digit: int | None = None
    offer: Offer | None = None
    taken: bool = False

    @property
    def before(self) -> str:
        """The sentence up to the words that say it."""
        return self.offer.line[: self.offer.start] if self.offer else ""

    @property
    def said(self) -> str:
        """The words that say it."""
        return self.offer.line[self.offer.start : self.offer.end] if self.offer else ""

    @property
    def after(self) -> str:
        """The rest of the sentence."""
        return self.offer.line[self.offer.end :] if self.offer else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """What may be coded of one person; of the review, where a field is not of people."""

    number: int
    words: str
    value: str  # in the box
    picked: str  # the choice that is marked; "" for the box
    choices: tuple[Choice, ...]
    wrong: str = ""

    @property
    def pick(self) -> str:
        """Name of the choices in the form."""
        return f"pick-{self.number}"

    @property
    def box(self) -> str:
        """Name of the box in the form."""
        return f"box-{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One field of the frame, for one review."""

    field: CodingField
    coded: CodedField
    people: tuple[PersonView, ...] = ()
    choices: tuple[Choice, ...] = ()  # where several may hold: all of them, those that were read first

    @property
    def state(self) -> str:
        """In one word where the field stands."""
        if any(one.value == NOT_STATED for one in self.coded.said) and len(self.coded.said) == 1:
            return "not stated"
        if self.coded.coded:
            return "confirmed"
        return "suggested" if self.coded.offers else "not coded"

    @property
    def said(self) -> str:
        """What is coded, in words."""
        return "; ".join(dict.fromkeys(self.field.say(one.value) for one in self.coded.said))


def people_of(sheet: CodingSheet, asked: str) -> int:
    """How many people the form has room for: as coded, offered or named, or as many as were asked for."""
    named = people_named(sheet.review.get("case_name")) or 1
    wanted = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 1
    return min(max(sheet.people, named, wanted), MOST_PEOPLE)


def field_view(coded: CodedField, people: int, posted: Values | None = None, wrong: str = "") -> FieldView:
    """A field with what is offered; with what a form held that came back."""
    frame = FIELDS[coded.name]
    if frame.several:
        return FieldView(field=frame, coded=coded, choices=_several(frame, coded, posted))
    numbers = range(1, people + 1) if frame.of_person else (1,)
    return FieldView(
        field=frame,
        coded=coded,
        people=tuple(_person(frame, coded, number, posted, wrong) for number in numbers),
    )


def _several(frame: CodingField, coded: CodedField, posted: Values | None) -> tuple[Choice, ...]:
    offers = {one.value: one for one in coded.offers}
    taken = {one.value for one in coded.said} if coded.coded else set(offers)
    if posted is not None:
        taken = set(posted.getlist("value"))
    order = [*offers, *(value for value in frame.values if value not in offers)]
    return tuple(
        Choice(
            value=value,
            words=frame.say(value),
            digit=number if number <= min(_DIGITS, len(offers)) else None,
            offer=offers.get(value),
            taken=value in taken,
        )
        for number, value in enumerate(order, start=1)
        if value in frame.values
    )


def _person(
    frame: CodingField, coded: CodedField, number: int, posted: Values | None, wrong: str
) -> PersonView:
    offers = [one for one in coded.offers if one.person == number]
    said = next((one.value for one in coded.said if one.person == number), "")
    value = said or (offers[0].value if offers and not coded.coded else "")
    picked = f"={value}" if value in {one.value for one in offers} else ""
    if posted is not None:
        value, picked = posted.get(f"box-{number}") or "", posted.get(f"pick-{number}") or ""
    choices = tuple(
        Choice(
            value=one.value,
            words=one.words,
            digit=place if place <= _DIGITS else None,
            offer=one,
            taken=picked == f"={one.value}",
        )
        for place, one in enumerate(offers, start=1)
    )
    words = f"{frame.words} of person {number}" if frame.of_person and number > 1 else frame.words
    return PersonView(number=number, words=words, value=value, picked=picked, choices=choices, wrong=wrong)


# ---------------------------------------------------------------- what was posted


def read_coding(frame: CodingField, coded: CodedField, posted: Values, people: int) -> str | None:
    """What a posted form says of a field, as the value of a decision; None takes it back.

    A value that was read somewhere says where; any other is said to stand on the page that was looked at.

    Raises:
        EnteredWrong: it says nothing, or no value of the field.
    """
    act = posted.get("act") or ""
    if act == "clear":
        return None
    seen = _seen(posted)
    if act == "not_stated":
        numbers = range(1, people + 1) if frame.of_person else (1,)
        return to_decision(Said(value=NOT_STATED, person=number) for number in numbers)
    if act != "confirm":
        raise EnteredWrong("This is no act of this screen.")
    said = _said_of_all(frame, posted) if frame.several else _said_of_each(frame, posted, people)
    if not said:
        raise EnteredWrong("Nothing is chosen. Choose a value, or say that it is not stated.")
    return to_decision(_located(coded, one, seen) for one in said)


def _said_of_all(frame: CodingField, posted: Values) -> list[Said]:
    values = list(dict.fromkeys(posted.getlist("value")))
    for value in values:
        if value not in frame.values:
            raise EnteredWrong(f"“{value[:60]}” is no value of this field.")
    return [Said(value=value) for value in values]


def _said_of_each(frame: CodingField, posted: Values, people: int) -> list[Said]:
    found = []
    for number in range(1, people + 1) if frame.of_person else (1,):
        pick, box = posted.get(f"pick-{number}") or "", posted.get(f"box-{number}") or ""
        typed = pick[1:] if pick.startswith("=") else box
        value = typed.strip()
        if value and not frame.values and value != NOT_STATED:
            value = enter("published", value)
        if not value:
            continue
        if not frame.allows(value):
            raise EnteredWrong(f"“{value[:60]}” is no value of this field.")
        found.append(Said(value=value, person=number))
    return found


def _seen(posted: Values) -> tuple[str | None, int | None]:
    """Document and page that were looked at."""
    document, _, page = (posted.get("at") or "").partition(":")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", document) or not re.fullmatch(r"[0-9]{1,5}", page):
        return None, None
    return document, max(int(page), 1)


def _located(coded: CodedField, one: Said, seen: tuple[str | None, int | None]) -> Said:
    if one.value == NOT_STATED:
        return one
    for offer in coded.offers:
        if (offer.value, offer.person) == (one.value, one.person):
            return replace(one, document_id=offer.document_id, page=offer.page)
    for said in coded.said:  # said before, with its page
        if (said.value, said.person) == (one.value, one.person) and said.document_id:
            return said
    return replace(one, document_id=seen[0], page=seen[1])


# ---------------------------------------------------------------- where it stands on the page


def places_in(text: str, offers: Iterable[Offer], document: str, page: int) -> list[tuple[int, int]]:
    """Where in the text of a page the words stand that say what is offered."""
    plain = straight(text)
    if len(plain) != len(text):
        plain = text
    found = []
    for one in offers:
        words = one.line[one.start : one.end].split()
        if (one.document_id, one.page) != (document, page) or not words:
            continue
        pattern = r"\s+".join(re.escape(word) for word in words[:60])
        match = re.search(pattern, plain)
        if match:
            found.append((match.start(), match.end()))
    return found


def boxes_of(
    lines: Sequence[Line], offers: Iterable[Offer], document: str, page: int
) -> list[dict[str, Any]]:
    """The lines of a page, as far as their layout was kept, in which those words stand."""
    found = []
    for one in offers:
        if (one.document_id, one.page) != (document, page):
            continue
        words = _letters(one.line[one.start : one.end])
        for line in lines:
            if line.page == page and line.box and _meet(_letters(straight(line.text)), words):
                found.append({"box": line.box, "field": PREFIX + "x", "value": one.words, "page": page})
    return found


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _meet(line: str, words: str) -> bool:
    """Whether a line has the words, or they run over its end or beginning."""
    if not line or not words:
        return False
    if words in line or (len(line) >= _OPENS and line in words):
        return True
    reach = range(min(len(line), len(words)), _OPENS - 1, -1)
    return any(line.endswith(words[:n]) or line.startswith(words[-n:]) for n in reach)


def following(names: Sequence[str], coded: dict[str, CodedField], after: str) -> str | None:
    """The next field that is not coded, from one on and round to it; None when all are."""
    start = names.index(after) + 1 if after in names else 0
    order = [*names[start:], *names[:start]]
    return next((name for name in order if not coded[name].coded), None)
