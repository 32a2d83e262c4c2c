"""Puts the sites together and writes them: one WARC, the declarations, the truth."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tools.sampleweb import joint_sites, nations, others, partnerships

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tools.sampleweb.site import Response, Site

CAPTURED = "2026-11-02T02:00:00Z"
WARC, TRUTH, SOURCES = "sample-web.warc.gz", "truth.json", "sources"
_HEADING = "# Part of the sample web; written by `python -m tools.sampleweb`.\n"
_REASONS = {200: "OK", 301: "Moved Permanently", 403: "Forbidden", 404: "Not Found"}


def all_sites() -> list[Site]:
    """Every site of the sample web, in a fixed order."""
    ashcombe, fallowdale = partnerships.ashcombe(), partnerships.fallowdale()
    return [
        ashcombe,
        partnerships.brindlemere(),
        partnerships.coldharbour(),
        nations.dyffryn_heli(),
        partnerships.dunwick(),
        joint_sites.eldermoor(),
        fallowdale,
        nations.glenfarrow(),
        joint_sites.harptree(),
        others.kestrel(ashcombe, fallowdale),
        joint_sites.larkhill(),
        nations.loughside(),
        others.mossgate(),
        others.netherby(),
        others.oakhanger(),
        joint_sites.purbrook(),
    ]


def truth(sites: Sequence[Site]) -> dict[str, Any]:
    """What a perfect harvest holds, in the form that `harvester.evaluate.truth` reads."""
    return {
        "sites": {
            s.slug: {"outcome": s.outcome, "note": s.note, "decoys": s.decoys, "grey": []} for s in sites
        },
        "documents": [document for site in sites for document in site.documents],
    }


def write(target: Path) -> None:
    """Writes the whole sample web below a directory."""
    sites = all_sites()
    (target / SOURCES).mkdir(parents=True, exist_ok=True)
    for site in sites:
        text = yaml.safe_dump(site.declaration(), sort_keys=False, allow_unicode=True, width=200)
        (target / SOURCES / f"{site.slug}.yaml").write_text(
            f"{_HEADING}{text}checked: 2026-11-02\n", encoding="utf-8"
        )
    listing = json.dumps(truth(sites), indent=1, ensure_ascii=False)
    (target / TRUTH).write_text(f"{listing}\n", encoding="utf-8")
    with (target / WARC).open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for site in sites:
            _archive(writer, site)


def _archive(writer: WARCWriter, site: Site) -> None:
    robots = site.url("/robots.txt")
    if robots not in site.responses and site.outcome != "blocked":
        site.robots("User-agent: *\nDisallow: /admin/\n")
    for url, response in site.responses.items():
        writer.write_record(_record(writer, url, response))


def _record(writer: WARCWriter, url: str, response: Response) -> Any:
    headers = [*response.headers, ("Content-Length", str(len(response.body))), ("Server", "sample")]
    status = f"{response.status} {_REASONS[response.status]}"
    return writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(response.body),
        http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"),
        warc_headers_dict={
            "WARC-Date": CAPTURED,
            "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, url)}>",
        },
    )
