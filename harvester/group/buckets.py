"""What a document is looked at together with: the buckets that it stands in, as keys that can be kept.

A document that changes can change what is made of those that share a bucket with it, and of no others. Most
buckets are read by all who stand in them. Others are read by few: what has a name does not care what else
stands on its page, and only a review of several names asks whether one of them stands alone elsewhere.
"""

from __future__ import annotations

import hashlib
from enum import IntEnum
from typing import TYPE_CHECKING

from harvester.group.joins import labels_of, number_in, subject_of

if TYPE_CHECKING:
    from harvester.group.facts import Facts


class Part(IntEnum):
    """What a document has to do with a bucket."""

    MATE = 0  # all who stand in it read it
    NAMED = 1  # on a page, with a case name: the nameless there read it
    NAMELESS = 2  # on a page, without a name and without a subject of its own
    SUBJECT = 3  # on a page, without a name, with a subject of its own
    RECORD = 4  # on a page of a list: read by all, while there are few
    SAID = 5  # it says something, and reads nothing
    ASKED = 6  # it reads, and says nothing


READERS = frozenset({Part.MATE, Part.NAMELESS, Part.SUBJECT, Part.RECORD, Part.ASKED})
ON_PAGES = frozenset({Part.NAMED, Part.NAMELESS, Part.SUBJECT})


def key_of(*parts: str) -> int:
    """The key of a bucket: 63 bits of its name."""
    made = hashlib.blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(made, "big") >> 1


def alone_key(publisher: str, name: str) -> int:
    """Where those stand that have just this name at a publisher."""
    return key_of("alone", publisher, name)


def buckets_of(item: Facts, collections: frozenset[str]) -> dict[int, Part]:
    """The buckets that a document stands in, once it is known whose it is (`share_publishers`)."""
    found: dict[int, Part] = {}
    for publisher in item.shelves:
        for kind, value in _at_publisher(item):
            found[key_of(kind, publisher, value)] = Part.MATE
    for name in item.names:
        found[key_of("source", item.doc.source, name)] = Part.MATE
    found |= _on_pages(item)
    if item.doc.source in collections and item.doc.page_url:
        found[key_of("record", *item.place[:2])] = Part.RECORD
    if len(item.main) == 1:
        (name,) = item.main
        found[key_of("several", name)] = Part.SAID
        found |= {alone_key(publisher, name): Part.SAID for publisher in item.publishers}
    for name in item.main if len(item.main) > 1 else ():
        found[key_of("several", name)] = Part.ASKED
    return found


def _at_publisher(item: Facts) -> list[tuple[str, str]]:
    found = [("name", name) for name in item.names]
    found += [(f"label {item.doc.review_type.value}", label) for label in labels_of(item)]
    if number := number_in(item):
        found.append(("number", number))
    words = item.theme if not item.names else subject_of(item)
    return found + [("word", word) for word in words]


def _on_pages(item: Facts) -> dict[int, Part]:
    part = Part.NAMED if item.names else Part.SUBJECT if item.theme else Part.NAMELESS
    found = {key_of("page", *item.place[:2]): part}
    if item.place[2]:
        found[key_of("heading", *item.place)] = part if item.generic else Part.MATE
    return found
