"""One entry of a list while it is being read: its title, and what stands in it line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from harvester.detect.entry_fields import date_alone, label_of, labelled, split_subjects
from harvester.detect.entry_sections import Section
from harvester.detect.entry_titles import names_only_a_body
from harvester.urls import document_suffix, looks_like_download

if TYPE_CHECKING:
    from harvester.detect.entry_blocks import Anchor, Block
    from harvester.detect.entry_fields import TitleLine

# What only the record of one review says of itself; when it was published says every page.
OWN: Final = frozenset({"publisher", "event", "number", "type"})
_TOLD: Final = OWN | {"published", "added", "place"}
_CONTROLS: Final = frozenset({"label", "legend", "option", "button"})  # of a form for searching
_PARTS: Final = re.compile(r"\s+[|·•]\s+")
_A_LINE: Final = 160
_OTHER: Final = "other"  # a label that we do not know: its value is no text of the entry


@dataclass(slots=True)
class Draft:
    """One entry while it is being read."""

    title: str
    line: TitleLine | None = None
    anchors: list[Anchor] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    subjects: list[str] = field(default_factory=list)
    waiting: str | None = None  # a label whose value stands in the next block
    section: Section = field(default_factory=Section)
    record: str | None = None  # address of a page that the list has of this review alone

    def take(self, block: Block) -> None:
        """One more block below the title."""
        if is_control(block):
            return
        self.anchors.extend(block.anchors)
        text = block.text
        if not text:
            return
        if block.cells:
            self._take_row(block)
        elif block.tag == "dt":
            self.waiting = label_of(text) or _OTHER
        elif not self._take_labelled(text):
            self._take_line(text, block)

    def _take_row(self, block: Block) -> None:
        """A row of a table of labels and values; any other row is no part of an entry's text."""
        name = label_of(block.cells[0].text)
        if len(block.cells) == 2 and name is not None:
            self.keep(name, block.cells[1].text)

    def _take_labelled(self, text: str) -> bool:
        """The fields of a line such as "Date of death: May 2019 | Published: 2 June 2020"."""
        parts = _PARTS.split(text) if len(text) <= _A_LINE * 2 else [text]
        pairs = [pair for part in parts if (pair := labelled(part)) is not None]
        if not pairs or (len(parts) > 1 and len(pairs) < len(parts)):
            pair = labelled(text)
            pairs = [pair] if pair is not None else []
        for name, value in pairs:
            self.keep(name, value)
        return bool(pairs)

    def _take_line(self, text: str, block: Block) -> None:
        label = label_of(text)
        if label is not None and not block.anchors:
            self.waiting = label
        elif self.waiting is not None:
            self.keep(self.waiting, text)
        elif (date := date_alone(text)) is not None and not self.section.dated:
            self.fields.setdefault("published", date)
        elif block.anchors and all(a.text in text for a in block.anchors) and len(text) < 90:
            return
        else:
            body = self._body_in(text)
            if body and "publisher" not in self.fields:
                self.fields["publisher"] = body
            else:
                self.paragraphs.append(text)

    @staticmethod
    def _body_in(text: str) -> str | None:
        """The publisher in a line of names: "Safer Elmhurst Partnership | North Riding Police"."""
        if len(text) > _A_LINE:
            return None
        return next((part.strip() for part in _PARTS.split(text) if names_only_a_body(part)), None)

    def keep(self, name: str, value: str) -> None:
        """The value of a labelled field; the first one counts."""
        self.waiting = None
        if name in (_OTHER, "link"):
            return
        if name == "summary":
            self.paragraphs.append(value)
        elif name == "subjects":
            self.subjects.extend(split_subjects(value))
        else:
            self.fields.setdefault(name, value)

    @property
    def told(self) -> bool:
        """Whether it has a field that only an entry has, or offers a document."""
        return bool(_TOLD & self.fields.keys() or self.subjects) or any(offers(a) for a in self.anchors)

    @property
    def recorded(self) -> bool:
        """Whether its fields are those of the record of one review."""
        own = OWN & self.fields.keys()
        return len(own) >= 2 or (bool(own) and len(self.fields) >= 2)


def is_control(block: Block) -> bool:
    """Whether a block is the control of a form."""
    return block.tag in _CONTROLS and not block.anchors


def offers(anchor: Anchor) -> bool:
    """Whether a link leads to a document, by its address."""
    return bool(document_suffix(anchor.url)) or looks_like_download(anchor.url) or "/download/" in anchor.url
