"""Lines that a title page broke, and sentences on it."""

from __future__ import annotations

import pytest

from harvester.normalise.cover_breaks import broken_off, is_sentence, sentence_goes_on


@pytest.mark.parametrize(
    ("above", "text"),
    [
        ("A Domestic Homicide", "Review"),
        ("REPORT OF THE SERIOUS", "CASE REVIEW REGARDING"),
        ("Children A, B, C,", "D and E"),
        ("Amelia and her siblings Ben, Cara", "and Dora"),
        ("In respect of Young", "Person 7"),
        ("Serious Case Review Child", "F1"),
        ("In respect of the death of", "Grace Hallam"),
        ("The life of Grace", "Hallam"),
        ("Highlighting lessons from Child A SCR", "2014"),
        ("Report for publication on 23rd", "May 2016"),
        ("Independent Chair and", "Author"),
        ("Overview report produced by", "independent Chair"),
    ],
)
def test_a_broken_line_is_joined(above: str, text: str) -> None:
    assert broken_off(above, text)


@pytest.mark.parametrize(
    ("above", "text"),
    [
        ("Serious Case Review", "Child A"),
        ("A Serious Case Review", "2014"),
        ("Overview Report", "Review team"),
        ("Child A", "Jane Marsh"),
        ("County Hall,", "Topsham Road,"),
        ("In respect of the death of", "Case 4"),
        ("Serious Case Review", "and action plan"),
        ("x " * 400 + "Child", "A"),
    ],
)
def test_a_whole_line_stays(above: str, text: str) -> None:
    assert not broken_off(above, text)


@pytest.mark.parametrize(
    "text",
    [
        "This Serious Case Review is an inquiry into the circumstances of a child",
        "On 3 May 2018 the board published a review in relation to two children of one family",
        "NOTE: It should be noted that this overview report has been written for the board",
        "The Joint Serious Case Review about a nursery in Westfell was published in May",
    ],
)
def test_sentences(text: str) -> None:
    assert is_sentence(text)


@pytest.mark.parametrize(
    "text",
    [
        "Overview Report regarding Joan who died in January 2020 and her family",
        "Serious Case Review into the circumstances in which Child A was seriously injured at home",
        "“Where were you when I was six and nobody at all would listen?”",
        "The Overview Report into a Serious Case Review of the circumstances concerning Child S",
        "Never, Ever Shake a Baby",
    ],
)
def test_titles_are_no_sentences(text: str) -> None:
    assert not is_sentence(text)


def test_a_sentence_ends_at_its_full_stop() -> None:
    open_end = "On 3 May 2018 Child A was taken to a local hospital by the family and to the Emergency"
    assert sentence_goes_on(open_end, "Department of another town.")
    assert not sentence_goes_on(f"{open_end} Department.", "Serious Case Review")
    assert not sentence_goes_on(open_end, "Serious Case Review.")
