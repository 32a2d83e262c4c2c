"""The hour begins with two nights over a part of the sample web: real files, read, described and grouped.

The second night finds one report changed at its address.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from harvester.paths import DataDirectory
from harvester.run import crawl
from harvester.sample import sample_options
from tests.desk.support import Desk, make_people
from tools.sampleweb.joint_sites import purbrook

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = ("ashcombe", "fallowdale", "kestrel-library", "purbrook")
CHANGED = "/files/leo.pdf"  # of purbrook


@pytest.fixture(scope="session")
def desk_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from harvester.desk.database import prepare

    root = tmp_path_factory.mktemp("hour")
    later = _purbrook_later(root / "later.warc.gz")
    data = DataDirectory(root / "data")
    with sample_options(data) as options:
        assert crawl(replace(options, slugs=SOURCES, command="crawl")).exit_code == 0
        second = replace(options, slugs=("purbrook",), replay=(later,), command="crawl")
        assert crawl(second).exit_code == 0
    made = Desk.at(data.root)
    prepare(made.data)
    make_people()
    return data.root


def _purbrook_later(path: Path) -> Path:
    """The site after it put another edition of one report at the same address."""
    site = purbrook()
    site.paper(replace(site.paper_at(CHANGED), revised=True))
    site.robots("User-agent: *\nDisallow: /admin/\n")
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for url, response in site.responses.items():
            headers = [*response.headers, ("Content-Length", str(len(response.body)))]
            http = StatusAndHeaders(f"{response.status} Said", headers, protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(url, "response", payload=BytesIO(response.body), http_headers=http)
            )
    return path
