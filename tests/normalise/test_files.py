"""A file's name says a little; an upload folder says nothing."""

from __future__ import annotations

import pytest

from harvester.normalise.files import FileNameSays, as_words, describe_file_name
from harvester.vocabulary import ReviewType, Role


def test_case_kind_role_and_month() -> None:
    says = describe_file_name(
        "https://example.org/uploads/2024/03/Child_V_LCSPR_Overview_Report_Aug_2021.pdf"
    )
    assert says.case_name == "Child V"
    assert says.review_type is ReviewType.CSPR
    assert says.role is Role.OVERVIEW_REPORT
    assert (says.completed, says.published) == ("2021-08", None)


def test_upload_folders_are_no_dates() -> None:
    says = describe_file_name("https://example.org/wp-content/uploads/2019/07/child-q-executive-summary.pdf")
    assert (says.completed, says.published) == (None, None)
    assert (says.case_name, says.role) == ("Child Q", Role.EXECUTIVE_SUMMARY)


def test_a_name_that_says_published() -> None:
    says = describe_file_name("Sofia SCR final report published Dec 2015.pdf")
    assert (says.published, says.case_name) == ("2015-12", "Sofia")


@pytest.mark.parametrize(
    "name",
    ["3f2a9c81d0.pdf", "12.pdf", "download", "https://example.org/downloads/file/12", "", "IMG_2021.pdf"],
)
def test_opaque_names(name: str) -> None:
    says = describe_file_name(name)
    assert (says.review_type, says.role, says.case_name, says.completed) == (None, None, None, None)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("child-v-overview-report.pdf", "Child V Overview Report"),
        ("ChildVOverviewReport.docx", "Child V Overview Report"),
        ("SCR%20Family%20Q.pdf", "SCR%20Family%20Q".replace("%20", " ")),
        ("report-12.03.2019.pdf", "Report 12.03.2019"),
    ],
)
def test_words(name: str, text: str) -> None:
    assert as_words(name) == text


def test_hostile_names() -> None:
    assert isinstance(describe_file_name("a-" * 50_000 + ".pdf"), FileNameSays)
    assert isinstance(describe_file_name("https://[bad/%ff%00.pdf"), FileNameSays)
