"""Letters and digests after real nights of a site on loopback: robots.txt, a wall, a server that breaks."""

from __future__ import annotations

import json
from pathlib import Path

from tests.run.farm import Site, run
from tests.tell.ears import hook

QUICK = {
    "HARVESTER_NIGHTLY_RETRIES": "0",
    "HARVESTER_NIGHTLY_MIN_FREE_GB": "0.1",
    "HARVESTER_CONTACT": "library@example.org",
}


def test_a_board_that_forbids_its_own_reports_is_written_to(tmp_path: Path) -> None:
    """Nights one after another: forbidden reports, a new find, a broken server, and each told once."""
    with Site("ashby", 61) as site, hook() as ears:
        sources, data = tmp_path / "sources", tmp_path / "data"
        site.declare(sources, every="1h")
        site.extra["/robots.txt"] = ("text/plain", b"User-agent: *\nDisallow: /files/rowan.pdf\n")
        told = {**QUICK, "HARVESTER_NOTIFY_URLS": f"json://127.0.0.1:{ears.port}/digest"}
        crawl = ("crawl", "--sources", sources, "--allow-host", "127.0.0.0/8", "--delay", "0")

        def night() -> None:
            done = run("--data", data, *crawl, **told)
            assert done.returncode in (0, 3), done.stdout + done.stderr
            sent = run("--data", data, "digest", "--send", **told, HARVESTER_SOURCES=str(sources))
            assert sent.returncode == 0, sent.stdout + sent.stderr

        def letter(*more: str) -> str:
            done = run("--data", data, "letter", "ashby", *more, **QUICK, HARVESTER_SOURCES=str(sources))
            assert done.returncode == 0, done.stderr
            return done.stdout

        night()
        text = letter()
        assert f"{site.url('/files/rowan.pdf')}\n    listed on {site.url('/reviews/')}" in text
        assert "quince" not in text
        assert "Allow: /files/" in text

        site.names = ("Aster", *site.names)
        night()
        site.down = True
        night()
        assert "we could not reach your pages of reviews" in letter("--reason", "broken")
        assert "HTTP 503" in letter("--reason", "broken")
    bodies = [json.loads(body) for _, body in ears.heard]
    assert bodies[0]["title"] == "First harvest of Ashby Safeguarding Children Partnership"
    assert bodies[1]["title"] == "1 new review"
    assert site.url("/files/aster.pdf") in bodies[1]["message"]
    assert site.url("/files/quince.pdf") not in bodies[1]["message"]
    assert bodies[2]["title"].startswith("Ashby Safeguarding Children Partnership broken since ")
    assert len(bodies) == 3
