"""Log-in walls on a real engine: the redirect is enough, and the log-in service is never asked."""

from __future__ import annotations

from pathlib import Path

from tests.web.ground import Ground, answer, probe

_WALLS = (
    "https://accounts.google.com/ServiceLogin?continue=https://drive.google.com/x",
    "https://login.microsoftonline.com/common/oauth2/authorize?client_id=1",
    "https://northmoor.sharepoint.com/_layouts/15/Authenticate.aspx?Source=x",
)


def test_a_redirect_to_a_log_in_service_is_a_wall_and_goes_no_further(tmp_path: Path) -> None:
    with Ground() as ground:
        for number, wall in enumerate(_WALLS):
            ground.routes[f"/file-{number}"] = answer(b"", "302 Found", Location=wall)
            ground.routes[f"/first-{number}"] = answer(b"", "302 Found", Location=f"/file-{number}")
        ground.routes["/log-in"] = answer(b"", "302 Found", Location="/welcome")
        ground.routes["/welcome"] = answer(b"<html>a page of the site itself</html>")
        asked = [ground.url(f"/{way}-{n}") for way in ("file", "first") for n in range(len(_WALLS))]
        seen = probe(tmp_path, [*asked, ground.url("/log-in")])
        assert {seen.outcome(url) for url in asked} == {"blocked"}
        for url in asked:
            assert "a log-in wall: redirects to https://" in seen[url]["message"]
            assert "continue=" not in seen[url]["message"]
        assert seen.outcome(ground.url("/log-in")) == "ok"
        assert seen.stats["harvester/requests"] == len(asked) + len(_WALLS) + 2 + 1  # and robots.txt
