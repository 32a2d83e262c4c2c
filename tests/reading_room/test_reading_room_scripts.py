"""Thousands of texts that would run where a page forgot to escape them, in every column: none runs."""

from __future__ import annotations

import hashlib
import json
from html import escape
from itertools import product
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from harvester.publish import database
from harvester.publish.tables import METADATA, PAGES, row_of
from tests.publish.samples import entry
from tests.reading_room.conftest import Reader, open_room

VECTORS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><a xlink:href=javascript:alert(1)><text y=20>x</text></a></svg>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<a href=javascript:alert(1) autofocus onfocus=alert(1)>x</a>",
    "<details open ontoggle=alert(1)>x</details>",
    "<form action=javascript:alert(1)><button autofocus>x</button></form>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='javascript:alert(1)//'>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "javascript:alert(1)",
    "data:text/html,<script>opener.alert(1)</script>",
    "{{ 7*7 }}{% raw %}{{ request }}<script>alert(1)</script>",
    "autofocus onfocus=alert(1) x",
)
BREAKS = (
    "",
    '"',
    "'",
    '">',
    "'>",
    "`",
    "</title>",
    "</textarea>",
    "</script>",
    "</style>",
    "</option></select>",
    "</noscript>",
    "-->",
    "]]>",
    "</mark>",
    "</svg>",
    "\\u0022>",
    "\ue000",
    "*/",
)
DISGUISES = (str, str.upper, escape, quote, lambda text: text[:-1], lambda text: text.replace("<", "\uff1c"))
ALL = list(dict.fromkeys(disguise(at + what) for what, at, disguise in product(VECTORS, BREAKS, DISGUISES)))


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    """An edition made by hand, for `harvester publish` cleans much of it away before it gets here."""
    folder = tmp_path_factory.mktemp("seeded")
    documents, rows = [], {table.name: [] for table in METADATA}
    for number, text in enumerate(ALL):
        values = row_of(entry(id=f"d{number:04}", review_id=f"r{number // 2:04}", replaces=None))
        words = (
            "title",
            "case_name",
            "board",
            "link_text",
            "publisher",
            "url",
            "page_url",
            "language",
            "published",
        )
        values |= dict.fromkeys(words, text) | {
            name: [text] for name in ("authors", "subjects", "numbers", "areas")
        }
        documents.append(values)
    rows["documents"] = documents
    text = dict(enumerate(ALL))
    rows["sources"] = [
        {
            "slug": "northmoor",
            "title": ALL[1],
            "nation": ALL[2],
            "kind": ALL[3],
            "homepage": ALL[12],
            "areas": [ALL[4]],
        }
    ]
    rows["reviews"] = [
        {
            "id": f"r{n:04}",
            "source": "northmoor",
            "nation": text[n],
            "review_type": text[n],
            "case_name": text[n],
            "title": text[2 * n],
            "year": 2000 + n % 20,
            "documents": 2,
            "first_seen": text[n],
            "people": 1,
        }
        for n in range((len(ALL) + 1) // 2)
    ]
    rows["review_publishers"] = [{"review_id": row["id"], "source": "northmoor"} for row in rows["reviews"]]
    rows["sightings"] = [
        {
            "document_id": f"d{n:04}",
            "url": one,
            "page_url": one,
            "link_text": one,
            "heading": one,
            "first_seen": one,
            "last_seen": one,
        }
        for n, one in text.items()
    ]
    rows["evidence"] = [
        {
            "document_id": f"d{n:04}",
            "field": one,
            "value": one,
            "origin": one,
            "page": 1,
            "rule": one,
            "confidence": 0.5,
        }
        for n, one in text.items()
    ]
    rows["coverage"] = [
        {
            "body": one if n else "northmoor",
            "title": one,
            "nation": one,
            "year": 2000,
            "review_type": one,
            "accepted": 1,
            "held": 1,
            "refused": 0,
            "unavailable": 0,
            "elsewhere": 0,
            "last_outcome": one,
        }
        for n, one in list(text.items())[:300]
    ]
    path = folder / "publication.db"
    database.create(path, [(table, rows[table.name]) for table in METADATA])
    database.add_texts(
        path,
        ({"document_id": f"d{n:04}", "page": 1, "text": f"supervision {one}"} for n, one in text.items()),
    )
    about = dict.fromkeys(("title", "citation", "edition", "made", "email", "as_at"), ALL[0]) | {
        "oai": "",
        "licence": ALL[12],
    }
    database.finish(path, {}, about)
    (folder / "SHA256SUMS").write_text(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  publication.db\n")
    assert PAGES.names
    return folder


PATHS = [
    *("/", "/search?q=supervision", "/search?q=alert", "/charts", "/map", "/bodies/northmoor", "/downloads"),
    *(
        f"/publication/documents?_size=max&_every=1&_sort=id&_facet=publisher&_facet=title&_next={n}"
        for n in ("", "d1000")
    ),
    *(
        f"/publication/documents?_size=max&_sort=id&_facet=language&_facet_size=max&_next={n}"
        for n in ("", "d1000")
    ),
    *(
        f"/publication/{table}?_size=max"
        for table in ("reviews", "sightings", "evidence", "coverage", "sources", "pages")
    ),
    "/publication/reviews?_size=max&_every=1",
    "/publication/sources/northmoor",
    "/publication?sql=select+title+as+[%3Cimg+src%3Dx+onerror%3Dalert(1)%3E],+case_name+from+documents+limit+1000",
    "/publication/documents?_sort=%3Cscript%3Ealert(1)%3C/script%3E",
    "/publication?sql=select+%22%3Cscript%3Ealert(1)%3C/script%3E",
]


LINKS = """Array.from(document.querySelectorAll('a, form'), one => new URL(
    one.getAttribute('href') ?? one.getAttribute('action') ?? '', document.baseURI).href)"""


def test_none_of_thousands_runs(seeded, browser):
    assert len(ALL) > 1500
    with open_room(seeded) as address:
        page = browser.new_page()
        ran: list[str] = []
        asked: list[str] = []
        page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: ran.append(str(error)))
        page.on(
            "console",
            lambda said: ran.append(said.text) if "Failed to load resource" not in said.text else None,
        )
        page.on("request", lambda one: asked.append(one.url) if not one.url.startswith(address) else None)
        some = [f"/documents/d{n:04}" for n in range(0, len(ALL), 40)] + [
            f"/reviews/r{n:04}" for n in range(0, 700, 40)
        ]
        for path in (*PATHS, *some):
            page.goto(address + path, wait_until="domcontentloaded")
            assert (
                page.evaluate(
                    "document.querySelectorAll('main img, main iframe, main style, main base').length"
                )
                == 0
            )
            assert not ran, path
            links = page.evaluate(LINKS)
            assert not [link for link in links if not str(link).startswith(("http:", "https:"))], path
        assert not asked, "nothing is fetched from elsewhere"
        page.close()


def test_data_is_data(seeded):
    """As JSON and CSV everything is there, unchanged, and never taken for a page."""
    reader = Reader(seeded)
    told = reader.get("/publication/documents.json?_size=max&_shape=array&_col=title&_sort=id")
    assert told.headers["content-type"].startswith("application/json")
    assert [row["title"] for row in told.json()] == ALL[:1000]
    assert reader.get("/publication/documents.csv").headers["content-type"].startswith("text/csv")
    assert isinstance(json.loads(told.text), list)
    assert SimpleNamespace(**told.headers)
