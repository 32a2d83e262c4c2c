"""What a sentence may matter to by its words: a rule that is ruled out could not have matched."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from harvester.coding import ages, events, guards, harms, methods, people, sexes, suggest, themes, words
from harvester.coding import passages as splitting
from harvester.coding.values import Case
from harvester.evaluate.codings import SETS, load_passages
from harvester.vocabulary import ReviewType

EXAMPLES = 4  # of each pattern; more find more, and take their time
TODAY = date(2026, 11, 26)
NAMES = (None, "Child A", "Mr K", "Jordan", "Mrs J", "June", "Mr and Mrs Oakley", "Alex, Sam & Lee", "Ruth")

# Pattern → bits that a sentence with a match has, all of them.
RULES: dict[str, tuple[re.Pattern[str], tuple[int, ...]]] = {
    "general": (guards._GENERAL, (guards._IS_GENERAL,)),
    "others": (people._OTHERS, (people._IS_OTHER,)),
    "introduced": (people._INTRODUCED, (people._IS_SOMEBODY, people._INTRODUCES)),
    "coded": (re.compile(people._CODED), (people._IS_CODED,)),
    "generic child": (re.compile(people._GENERIC_CHILD, re.I), (people._IS_GENERIC,)),
    "generic adult": (re.compile(people._GENERIC_ADULT, re.I), (people._IS_GENERIC,)),
    "subject of": (re.compile(people._SUBJECT_OF, re.I), (people._IS_GENERIC,)),
    "is a": (sexes._IS_A, (sexes._NAMES_SEX,)),
    "pair": (sexes._PAIR, (sexes._IN_PAIR,)),
    "neither": (sexes._OTHER, (sexes._NAMES_OTHER,)),
    "child of": (sexes._CHILD_OF, (sexes._NAMES_CHILD,)),
    "own": (sexes._OWN, (people.SAID_OF_SEX,)),
    "verbs": (events._VERBS, (events._IN_VERBS,)),
    "object": (re.compile(events._OBJECT.pattern.replace(")$", ")"), re.I), (events._IN_OBJECT,)),
    "their death": (events._THEIR_DEATH, (events._IN_DEATH,)),
    "time of death": (events._TIME_OF_DEATH, (events._IN_DEATH,)),
    "noun phrase": (events._NOUN_PHRASE, (events._IN_NOUN_PHRASE,)),
    "allowing": (events._ALLOWING, (events._IN_ALLOWING,)),
    "labelled": (
        re.compile(events.LABELLED.pattern.replace(r"(?=\d|[A-Z])", "[0-9A-Z]"), re.I),
        (events._IN_LABELLED,),
    ),
    "attacked": (events._ATTACKED, (events._IN_ATTACKED,)),
    "killed them": (events._KILLED_THEM, (events._IN_KILLED,)),
    "many": (events.MANY, (events._IN_MANY,)),
    "old": (ages._OLD, (ages._IS_AGE, ages._IS_NUMBER)),
    "aged": (ages._AGED, (ages._IS_NUMBER,)),
    "at age": (ages._AT_AGE, (ages._IS_AGE, ages._IS_NUMBER)),
    "decade": (ages._DECADE, (ages._IN_DECADE,)),
    "under one": (ages._UNDER_ONE, (ages._IN_UNDER_ONE,)),
    "born and died": (ages._BORN_DIED, (ages._IN_BORN_DIED,)),
    "killed by": (harms._KILLED_BY, (harms._KILLING,)),
    "partner killed": (harms._PARTNER_KILLED, (harms._KILLING,)),
    "outside": (harms._OUTSIDE, (harms._OUTSIDERS,)),
    "convicted": (harms._PARENT_CONVICTED, (harms._CONVICTION,)),
    "cue": (themes._CUE, (themes._IN_CUE,)),
    "strong": (themes._STRONG, (themes._IN_STRONG,)),
    "named": (themes._NAMED, (themes._IN_CUE,)),
    "good": (themes._GOOD, (themes._IN_GOOD,)),
    "guidance": (themes._OF_GUIDANCE, (themes._IN_GUIDANCE,)),
    "lacks": (themes._LACKS, (themes._IN_LACKS,)),
    "must lack": (themes._MUST_LACK, (themes._IN_MUST_LACK,)),
    "family": (methods._FAMILY, (methods._NAMES_FAMILY,)),
    **{f"harm {value}": (pattern, (bit,)) for value, pattern, bit in harms._COMPILED},
    **{f"model {value}": (pattern, (bit,)) for value, pattern, bit in methods._MODELS},
    **{f"yes {n}": (pattern, (bit,)) for n, (pattern, bit) in enumerate(methods._YES)},
    **{f"no {n}": (pattern, (bit,)) for n, (pattern, bit) in enumerate(methods._NO)},
}


@pytest.mark.parametrize("name", RULES)
def test_what_matches_has_the_bits_of_its_rule(name: str) -> None:
    pattern, bits = RULES[name]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.from_regex(pattern, fullmatch=True))
    def check(found: str) -> None:
        text = " ".join(f"{found} again".split())
        assume(pattern.search(text))
        has = words.bits_of(text)
        assert all(has & bit for bit in bits), text

    check()


def mixed(number: int) -> tuple[list[str], Case]:
    """A made report: sentences of labelled passages, whole and spliced, in capitals, with odd letters."""
    rng = random.Random(number)
    rows = [row.text for name in SETS.values() for row in load_passages(name=name)]
    lines: list[str] = []
    for _ in range(40):
        line = rng.choice(rows)
        if rng.random() < 0.5:
            one, two = line.split(), rng.choice(rows).split()
            line = " ".join(one[rng.randrange(len(one)) :] + two[: rng.randrange(len(two) + 1)])
        change = rng.random()
        if change < 0.1:
            line = line.upper()
        elif change < 0.2:
            line = line.replace("s", "\u017f").replace("k", "\u212a")
        lines += [line, *rng.choice(([], [""], ["Findings"], ["1.2 What agencies learnt"], ["The family"]))]
    kind = rng.choice(list(ReviewType))
    return ["\n".join(lines[:30]), "\n".join(lines[30:])], Case(name=rng.choice(NAMES), review_type=kind)


def test_what_words_rule_out_changes_no_suggestion(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [mixed(number) for number in range(60)]
    texts += [([row.text], row.case) for name in SETS.values() for row in load_passages(name=name)]
    told = [suggest(pages, case, today=TODAY) for pages, case in texts]
    asked_for = events._MAY_TELL | harms.TELLS  # no mere hints: rules that want one of these words
    monkeypatch.setattr(splitting, "bits_of", lambda text: words.bits_of(text) | ~asked_for)
    everything = [suggest(pages, case, today=TODAY) for pages, case in texts]
    assert told == everything
    assert sum(map(len, told)) > 1200


def test_no_word_is_ruled_out_that_a_test_finds() -> None:
    rows = [row.text for name in SETS.values() for row in load_passages(name=name)]
    known = {word for row in rows for word in row.split()}
    known |= {
        "".join(changed)
        for word in known
        for changed in (word.upper(), word.title(), f"{word}'s", f"x{word}")
    }
    known |= {
        "\u017fhe",
        "h\u0131s",
        "B\u00c9B\u00c9",
        "twenty-one",
        "(SILP)",
        "IN-RAPID-TIME",
        "",
        "-",
        "'s",
        "3%",
    }
    for word in known:
        found = sum(1 << number for number, test in enumerate(words._tests) if test(word))
        assert words._Bits()[word] == found, word


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("a|b", ["a", "b"]),
        (
            r"(?:ab|c[|)]d|e(?:f|g)?)\b|(?:x|y)+z|\|(?:u|v)w",
            [r"ab\b", r"c[|)]d\b", r"e(?:f|g)?\b", "(?:x|y)+z"],
        ),
        ("[]|]x|(?:k|l)?m|^(?:s|t)", ["[]|]x", "(?:k|l)?m", "^(?:s|t)"]),
    ],
)
def test_patterns_are_taken_apart_where_nothing_is_lost(pattern: str, parts: list[str]) -> None:
    found = [part for one in words._alternatives(pattern) for part in words._opened(one)]
    assert found[: len(parts)] == parts
    assert len(found) == len(parts) + ("w" in pattern)


def test_letters_that_count_as_others_break_nothing() -> None:
    assert not suggest(
        ["Child A's father was in h\u0131s f\u0131ft\u0131es when Child A was in her th\u0131rties."], Case()
    )


def test_most_sentences_that_tell_nothing_are_ruled_out_by_their_words() -> None:
    told = words.bits_of("The garden was wet all winter, so letters lay in the street.")
    assert not told & (events._MAY_TELL | harms.TELLS | methods._MAY_TELL | methods._NAMES_MODEL)
    assert not told & (themes.NAMES_THEME | people._IS_OTHER | people.SAID_OF_SEX | ages._IS_AGE)


def test_words_that_are_kept_are_bounded_and_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_MOST", 20)
    told = [
        words.bits_of(f"q{chr(97 + number % 26) * 3}{chr(97 + number // 26)} girl x{'y' * 100}")
        for number in range(100)
    ]
    assert len(words._bits) <= 20
    assert len(set(told)) == 1
    assert told[0] & sexes._NAMES_SEX
    assert not told[0] & events._IN_DEATH


def test_rules_are_put_together_only_where_texts_are_read() -> None:
    code = "import sys, harvester.catalogue.codings; sys.exit('harvester.coding.themes' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
