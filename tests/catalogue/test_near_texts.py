"""Which texts are alike is kept up text by text, and is what comparing everything anew would give."""

from __future__ import annotations

from hashlib import sha256
from random import Random

import pytest

from harvester.catalogue import Catalogue, nearness, sketches
from harvester.catalogue.nearness import compare_new
from harvester.group import nearness as rule
from harvester.group.compared import VERSION_INSIDE
from harvester.group.nearness import candidate_pairs
from harvester.group.texts import SKETCHED, likeness, same_text, sign


@pytest.fixture
def catalogue(tmp_path):
    with Catalogue.open(tmp_path / "catalogue.db") as opened:
        opened.connection.execute("PRAGMA synchronous = OFF")
        yield opened


@pytest.fixture
def few(monkeypatch):
    """Buckets that are too full from a handful of texts on."""
    for module in (nearness, rule):
        monkeypatch.setattr(module, "MOST", 4)
        monkeypatch.setattr(module, "FIRST", 2)


def add(catalogue: Catalogue, *texts: str) -> list[str]:
    names = [sha256(text.encode()).hexdigest() for text in texts]
    with catalogue.writing() as connection:
        for name, text in zip(names, texts, strict=True):
            connection.execute("INSERT OR IGNORE INTO file (sha256, first_seen) VALUES (?, '')", (name,))
            connection.execute(
                """INSERT OR IGNORE INTO extract (sha256, outcome, extractor, ocr, message, lines, headers,
                    properties, at) VALUES (?, 'ok', '', 0, '', '[]', '[]', '{}', '')""",
                (name,),
            )
            connection.execute(
                "INSERT OR IGNORE INTO file_page (sha256, page, text) VALUES (?, 1, ?)", (name, text)
            )
    return names


def take_out(catalogue: Catalogue, name: str) -> None:
    with catalogue.writing() as connection:
        sketches.forget(connection, name)
        connection.execute("DELETE FROM file_page WHERE sha256 = ?", (name,))


def settle(catalogue: Catalogue) -> int:
    sketches.sketch_all(catalogue)
    return compare_new(catalogue)


def kept(catalogue: Catalogue) -> dict:
    rows = catalogue.connection.execute("SELECT one, two, inside, jaccard, same FROM text_pair")
    return {(row[0], row[1]): tuple(row)[2:] for row in rows}


def anew(catalogue: Catalogue) -> dict:
    found = {}
    held = sketches.load(catalogue.connection, SKETCHED)
    for one, two in candidate_pairs(held, VERSION_INSIDE):
        texts = [sign(sketches.text_of(catalogue.connection, name)) for name in (one, two)]
        alike = same_text(held[one].count) if held[one].digest == held[two].digest else likeness(*texts)
        found[one, two] = (alike.inside, alike.jaccard, int(alike.same))
    return found


def family(dice: Random, shared: list[str], own: int) -> str:
    """A text of shared words and some of its own."""
    return " ".join(shared + [f"w{dice.randrange(10**6)}" for _ in range(own)])


@pytest.mark.parametrize("seed", range(4))
def test_kept_up_is_what_comparing_anew_gives(catalogue, few, seed):
    dice = Random(seed)
    templates = [[f"t{number}x{dice.randrange(500)}" for _ in range(120)] for number in range(3)]
    held: list[str] = []
    for _ in range(7):
        new = [family(dice, dice.choice(templates), dice.choice((0, 2, 30, 120))) for _ in range(5)]
        held += add(catalogue, *new)
        for name in dice.sample(held, 2):
            take_out(catalogue, name)
            held.remove(name)
        settle(catalogue)
        assert kept(catalogue) == anew(catalogue)
    assert len(kept(catalogue)) > 10


def test_the_order_of_coming_does_not_matter(catalogue, few, tmp_path):
    dice = Random(3)
    shared = [f"t{number}" for number in range(150)]
    texts = [family(dice, shared, 20) for _ in range(14)]
    for text in texts:
        add(catalogue, text)
        settle(catalogue)
    with Catalogue.open(tmp_path / "other.db") as other:
        add(other, *reversed(texts))
        settle(other)
        assert kept(other) == kept(catalogue)


def test_what_all_share_costs_no_comparing_and_hides_no_copy(catalogue):
    """A hundred texts on one template: the two that are copies are found, the others are left alone."""
    dice = Random(1)
    template = [f"t{number}" for number in range(300)]
    texts = [family(dice, template, 400) for _ in range(100)]
    copy = texts[40].replace(" ", " odd ", 1)
    names = add(catalogue, *texts, copy)
    settle(catalogue)
    found = kept(catalogue)
    assert tuple(sorted((names[40], names[-1]))) in found
    assert len(found) < 500, "of 5,050"


def test_a_family_of_very_many_copies_hangs_together(catalogue, few):
    """Too many to compare each with each: every one is compared with one that stands for them."""
    text = [f"t{number}" for number in range(200)]
    texts = [" ".join([*text[:number], "odd", *text[number:]]) for number in range(0, 200, 8)]
    names = set(add(catalogue, *texts))
    settle(catalogue)
    reached, waiting = set(), [min(names)]
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += [name for pair in kept(catalogue) if one in pair for name in pair]
    assert reached == names


def test_a_stop_loses_nothing(catalogue):
    shared = [f"t{number}" for number in range(200)]
    add(catalogue, *(family(Random(number), shared, 10) for number in range(6)))
    sketches.sketch_all(catalogue)
    asked = iter([False, True, True])
    assert compare_new(catalogue, lambda: next(asked)) == 0
    assert compare_new(catalogue) == 6
    assert kept(catalogue) == anew(catalogue)
    assert compare_new(catalogue) == 0
