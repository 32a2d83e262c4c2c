"""The numbers of Welsh boards, and Welsh nouns in their mutated forms."""

from __future__ import annotations

import pytest

from harvester.normalise.cases import case_names, find_case_names, resolve_case


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Concise Child Practice Review Re: CPR Marfield 2", "CPR Marfield 2"),
        ("Ynghylch: AYP Marfield 2", "AYP Marfield 2"),
        ("AYP Marfield 2: briff 7 munud", "AYP Marfield 2"),
        ("Oxmere ECPR 1 report", "Oxmere ECPR 1"),
        ("Seven Minute Briefing CPR 4", "CPR 4"),
        ("Adroddiad Cryno AYP 2/2021", "AYP 2/2021"),
        ("Unedig Sengl ADUS 1/2025", "ADUS 1/2025"),
        ("AYO OXCSB 02/2020 - adroddiad", "AYO OXCSB 02/2020"),
        ("7 Minute Briefing APR 08 2020", "APR 08 2020"),
        ("Learning Review LR 2023/2 summary", "LR 2023/2"),
        ("CPR04/2018", "CPR04/2018"),
        ("TVSB A2/2021: report", "TVSB A2/2021"),
        ("Adolygiad Ymarfer Oedolion BDCT O2/2021", "BDCT O2/2021"),
        ("APR 1 Marfield 2022", "APR 1 Marfield 2022"),
        ("Briefing of CPR 2 March 2020", "CPR 2"),
        ("APR-2-2019 executive summary", "APR-2-2019"),
        ("CPR/2019/02", "CPR/2019/02"),
        ("APR No. 2/2018", "APR No. 2/2018"),
        ("CPR 1 of 2019", "CPR 1 of 2019"),
        ("Marfield 1 ECPR", "Marfield 1 ECPR"),
        ("Committee response to the D14 SCR", "D14"),
        ("CPC response to the D14 SCR", "D14"),
        ("SCR P19", "P19"),
        ("Adolygiad yn ymwneud â Phlentyn K", "Plentyn K"),
        ("Adolygiad o Blentyn K", "Plentyn K"),
        ("marwolaeth Teulu B", "Teulu B"),
        ("hanes i Deulu B", "Teulu B"),
        ("Adolygiad achos difrifol: Plant A a B", "Plant A a B"),
    ],
)
def test_a_welsh_case_is_shown_by_its_number_or_radical_noun(text: str, name: str) -> None:
    assert resolve_case(find_case_names(text)) == name


@pytest.mark.parametrize("text", ["CPR Training 1", "SCR 2021/22", "Wales APR March 2019", "CPR Module 3"])
def test_letters_before_another_number_are_no_case(text: str) -> None:
    assert resolve_case(find_case_names(text)) is None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("CPR 3/2019", "AYP 03/2019"),
        ("APR OXCSB 2/2020", "AYO OXCSB 2 2020"),
        ("APR OXCSB 2/2020", "OXCSB 02-2020"),
        ("SUSR 1 2025", "ADUS 1/2025"),
        ("CPR Marfield 2", "AYP Marfield 2"),
        ("CPR Marfield 2", "Marfield ECPR 2"),
        ("AYP 2", "CPR 2"),
        ("CPR04/2018", "AYP 4/2018"),
        ("APR-2-2019", "AYO 02 2019"),
        ("CPR/2019/02", "AYP 2019/2"),
        ("APR No. 2/2018", "AYO 2/2018"),
        ("CPR 1 of 2019", "CPR 1/2019"),
        ("Marfield 1 ECPR", "AYPE Marfield 1"),
        ("Child D", "Phlentyn D"),
        ("Baby F", "Baban F"),
        ("Family Q", "Theulu Q"),
        ("Children A and B", "Plant A a B"),
        ("Young Person L", "Berson Ifanc L"),
    ],
)
def test_two_languages_of_one_name(one: str, two: str) -> None:
    assert case_names(one) == case_names(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("CPR Marfield 1", "CPR Marfield 2"),
        ("CPR 2", "APR 2"),
        ("CPR OXCSB 2/2020", "CPR OXCSB 2/2021"),
        ("Plentyn D", "Oedolyn D"),
    ],
)
def test_other_numbers_are_other_cases(one: str, two: str) -> None:
    assert not case_names(one) & case_names(two)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Safeguarding Adult Reviews A Leaflet for Carers", None),
        ("Learning reviews - A short guide for parents", None),
        ("Serious Case Review A Guide for Schools", None),
        ("Serious Case Review A Executive Summary", "A"),
        ("Serious Case Reviews A and B", "A and B"),
    ],
)
def test_an_article_is_no_case(text: str, name: str | None) -> None:
    assert resolve_case(find_case_names(text)) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Learning from Reviews - Oak Vale Safeguarding Children Partnership", None),
        ("Serious Case Reviews - Northmoor City Council", None),
        ("Serious Case Reviews | Northmoor", None),
        ("Serious Case Review - Tansy", "Tansy"),
        ("Safeguarding Adult Review - Harold Safeguarding Adults Board", "Harold"),
    ],
)
def test_the_area_behind_the_reviews_is_no_case(text: str, name: str | None) -> None:
    assert resolve_case(find_case_names(text)) == name


@pytest.mark.parametrize(
    ("english", "welsh"),
    [
        ("CPR 2 Marfield 2020", "AYP 2 Marfield 2020"),
        ("TVSB A2/2021", "TVSB O2/2021"),
        ("TVSB C04/2021", "TVSB P4/2021"),
        ("Messrs B and C", "Mr B and Mr C"),
        ("Misses L and M", "Miss L & Miss M"),
    ],
)
def test_one_case_in_other_letters(english: str, welsh: str) -> None:
    assert case_names(english) == case_names(welsh)


@pytest.mark.parametrize(
    "name", ["Messrs B and C", "Mesdames R and S", "Adult Emyr", "Oedolyn Emyr", "Messrs P, Q and R"]
)
def test_persons_with_titles_and_welsh_names(name: str) -> None:
    assert resolve_case(find_case_names(f"{name}: safeguarding adult review")) == name
