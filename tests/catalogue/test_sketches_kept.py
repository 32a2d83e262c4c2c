"""Sketches of texts are kept by file, and made again when the text or the rules change."""

from __future__ import annotations

from harvests import A, Harvest, name_of

from harvester.catalogue import sketches
from harvester.catalogue.sketches import sketch_missing
from harvester.group.texts import SKETCHED, sketch

LONG = "what the reviewer was told of the family and of the services that knew them " * 6


def kept(harvest: Harvest) -> dict:
    return dict(sketches.load(harvest.catalogue.connection, SKETCHED))


def read(harvest: Harvest, text: str) -> str:
    harvest.start()
    harvest.link()
    harvest.fetch(A, text)
    harvest.read()
    return name_of(text)


def test_made_once_and_kept(harvest):
    name = read(harvest, LONG)
    assert sketch_missing(harvest.catalogue, 10) == 1
    assert kept(harvest) == {name: sketch(sketches.text_of(harvest.catalogue.connection, name))}
    assert sketch_missing(harvest.catalogue, 10) == 0


def test_a_text_too_short_to_compare_is_not_tried_again(harvest):
    read(harvest, "too short")
    assert sketch_missing(harvest.catalogue, 10) == 1
    assert kept(harvest) == {}
    assert sketch_missing(harvest.catalogue, 10) == 0


def test_another_text_is_sketched_again(harvest):
    read(harvest, LONG)
    sketch_missing(harvest.catalogue, 10)
    before = kept(harvest)
    harvest.texts = {name: "read otherwise: " + text for name, text in harvest.texts.items()}
    harvest.catalogue.mark_all_unread()
    harvest.read()
    assert kept(harvest) == {}
    assert sketch_missing(harvest.catalogue, 10) == 1
    assert kept(harvest).keys() == before.keys()
    assert kept(harvest) != before


def test_other_rules_make_them_again(harvest):
    read(harvest, LONG)
    sketch_missing(harvest.catalogue, 10)
    assert sketches.unsketched(harvest.catalogue.connection, SKETCHED + 1, 10)
