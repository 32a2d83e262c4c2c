"""Addresses of file-sharing services: the file behind a page, folders, log-in walls."""

from __future__ import annotations

import pytest

from harvester.detect.addresses import Shape, shape_of
from harvester.detect.links import ACCEPT, judge_link
from harvester.detect.pages import judge_page
from harvester.records import Link, Page
from harvester.shared_files import direct_address, is_log_in, is_shared_folder, past_warning
from harvester.vocabulary import Nation

_ID = "1aBcDeFgHiJkLmNoPqRsTuVw_x-Y"
_DRIVE = f"https://drive.google.com/uc?export=download&id={_ID}"
_GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize(
    ("linked", "direct"),
    [
        (f"https://drive.google.com/file/d/{_ID}/view?usp=sharing", _DRIVE),
        (f"https://drive.google.com/file/d/{_ID}/preview", _DRIVE),
        (f"https://drive.google.com/file/u/1/d/{_ID}/edit", _DRIVE),
        (f"https://drive.google.com/a/northmoor.gov.uk/file/d/{_ID}/view", _DRIVE),
        (f"http://drive.google.com/open?id={_ID}&authuser=0", _DRIVE),
        (f"https://drive.google.com/uc?id={_ID}", _DRIVE),
        (_DRIVE, _DRIVE),
        (f"{_DRIVE}&confirm=t", f"{_DRIVE}&confirm=t"),
        (
            f"https://drive.google.com/file/d/{_ID}/view?resourcekey=0-abcDEF",
            f"{_DRIVE}&resourcekey=0-abcDEF",
        ),
        (
            f"https://docs.google.com/document/d/{_ID}/edit?usp=sharing#heading=h.1",
            f"https://docs.google.com/document/d/{_ID}/export?format=pdf",
        ),
        (
            f"https://docs.google.com/presentation/d/{_ID}/edit",
            f"https://docs.google.com/presentation/d/{_ID}/export/pdf",
        ),
        (
            "https://docs.google.com/viewer?url=https%3A%2F%2Fx.org.uk%2Fa.pdf&embedded=true",
            "https://x.org.uk/a.pdf",
        ),
        (
            "https://view.officeapps.live.com/op/view.aspx?src=https%3A%2F%2Fx.org.uk%2Fa.docx",
            "https://x.org.uk/a.docx",
        ),
        (
            "https://northmoor.sharepoint.com/:b:/s/scp/EaBcD123?e=x1Y2z3",
            "https://northmoor.sharepoint.com/:b:/s/scp/EaBcD123?e=x1Y2z3&download=1",
        ),
        (
            "https://northmoor-my.sharepoint.com/:w:/g/personal/a_b/EaBcD123",
            "https://northmoor-my.sharepoint.com/:w:/g/personal/a_b/EaBcD123?download=1",
        ),
        (
            "https://northmoor.sharepoint.com/:b:/r/sites/scp/Docs/Child%20A.pdf?csf=1&web=1&e=q",
            "https://northmoor.sharepoint.com/:b:/r/sites/scp/Docs/Child%20A.pdf?csf=1&e=q&download=1",
        ),
        (
            f"https://northmoor.sharepoint.com/sites/scp/_layouts/15/Doc.aspx?sourcedoc=%7B{_GUID}%7D&action=view",
            f"https://northmoor.sharepoint.com/sites/scp/_layouts/15/download.aspx?UniqueId={_GUID}",
        ),
        (
            "https://www.dropbox.com/s/abc123def456/Child-A.pdf?dl=0",
            "https://www.dropbox.com/s/abc123def456/Child-A.pdf?dl=1",
        ),
        (
            "https://www.dropbox.com/scl/fi/abc123/Child-A.pdf?rlkey=k1&st=s&raw=1",
            "https://www.dropbox.com/scl/fi/abc123/Child-A.pdf?rlkey=k1&st=s&dl=1",
        ),
        (
            "https://www.dropbox.com/scl/fi/abc123/Child-A.pdf?rlkey=k1&dl=0&st=s",
            "https://www.dropbox.com/scl/fi/abc123/Child-A.pdf?rlkey=k1&dl=1&st=s",
        ),
        ("https://1drv.ms/b/s!AbCdEf?e=12", "https://1drv.ms/b/s!AbCdEf?e=12&download=1"),
        (
            "https://onedrive.live.com/embed?cid=1A&resid=1A%21105&authkey=%21AbC",
            "https://onedrive.live.com/download?resid=1A%21105&authkey=%21AbC",
        ),
    ],
)
def test_a_shared_file_has_a_direct_address(linked: str, direct: str) -> None:
    assert direct_address(linked) == direct
    assert not is_shared_folder(linked)
    assert not is_log_in(linked)


@pytest.mark.parametrize(
    "url",
    [
        f"https://drive.google.com/drive/folders/{_ID}?usp=sharing",
        f"https://drive.google.com/drive/u/0/folders/{_ID}",
        f"https://drive.google.com/folderview?id={_ID}",
        "https://northmoor.sharepoint.com/:f:/s/scp/EaBcD123?e=x1Y2z3",
        "https://northmoor.sharepoint.com/sites/scp/Shared%20Documents/Forms/AllItems.aspx?id=%2Fx",
        "https://www.dropbox.com/sh/abc123/AAAxyz?dl=0",
        "https://www.dropbox.com/scl/fo/abc123/h?rlkey=1",
        "https://1drv.ms/f/s!AbCdEf",
        "https://onedrive.live.com/?authkey=%21AbC&id=1A%21105&cid=1A",
    ],
)
def test_a_folder_is_no_document(url: str) -> None:
    assert is_shared_folder(url)
    assert direct_address(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://accounts.google.com/ServiceLogin?continue=https://drive.google.com/file/d/x",
        "https://accounts.google.com/v3/signin/identifier?x=1",
        "https://login.microsoftonline.com/abc/oauth2/authorize?client_id=1",
        "https://login.live.com/login.srf",
        "https://northmoor.b2clogin.com/x/oauth2",
        "https://northmoor.sharepoint.com/sites/scp/_layouts/15/Authenticate.aspx?Source=x",
        "https://northmoor.sharepoint.com/_forms/default.aspx",
        "https://www.dropbox.com/login?cont=x",
    ],
)
def test_log_in_walls_are_known_by_address(url: str) -> None:
    assert is_log_in(url)
    assert direct_address(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://www.northmoorscp.org.uk/files/child-a.pdf",
        "https://www.northmoorscp.org.uk/login/reviews",
        "https://docs.google.com/forms/d/e/1FAIpQLSd/viewform",
        f"https://docs.google.com/spreadsheets/d/{_ID}/edit",
        "https://docs.google.com/document/d/e/2PACX-1vabcdefghij/pub",
        "https://drive.google.com/file/d/short/view",
        "https://northmoor.sharepoint.com/sites/scp/SitePages/Home.aspx",
        "https://northmoor.sharepoint.com/:x:/s/scp/EaBcD123",
        "https://www.dropbox.com/home",
        "mailto:someone@example.org",
        "https://[broken",
    ],
)
def test_other_addresses_are_left_alone(url: str) -> None:
    assert direct_address(url) is None
    assert not is_shared_folder(url)
    assert not is_log_in(url)


def test_the_warning_of_a_large_file_is_passed_once() -> None:
    further = past_warning(f"https://drive.usercontent.google.com/download?id={_ID}&export=download")
    assert further == f"https://drive.usercontent.google.com/download?id={_ID}&export=download&confirm=t"
    assert past_warning(further) is None
    assert past_warning(_DRIVE) == f"{_DRIVE}&confirm=t"
    assert past_warning("https://www.northmoorscp.org.uk/download?id=1") is None


@pytest.mark.parametrize(
    "url",
    [
        f"https://drive.google.com/file/d/{_ID}/view",
        f"https://docs.google.com/document/d/{_ID}/edit",
        "https://northmoor.sharepoint.com/:b:/s/scp/EaRowan?e=abc",
        "https://www.dropbox.com/scl/fi/abc123/Child-A.pdf?rlkey=k1&dl=0",
        "https://1drv.ms/b/s!AbCdEf",
    ],
)
def test_a_link_to_a_shared_file_is_judged_like_one_to_a_file(url: str) -> None:
    assert shape_of(url) is Shape.DOCUMENT
    link = Link(url=url, text="Child Safeguarding Practice Review: Child Rowan")
    page = Page(
        url="https://www.northmoorscp.org.uk/reviews", title="Serious case reviews", h1="Serious case reviews"
    )
    assert judge_link(link, page, judge_page(page), nation=Nation.ENGLAND).score >= ACCEPT


def test_a_folder_has_the_shape_of_a_page() -> None:
    assert shape_of(f"https://drive.google.com/drive/folders/{_ID}") is Shape.PAGE
