"""Taylorfitch: each page below the homepage has a twin under `/print`, in one column, all accordions open.

The twin is asked for instead of the page; records name the page. Of the page by which the platform was
recognised, and which is here already, the menu counts beside the twin. Where a twin is missing, or offers
neither documents nor ways on, the page itself is asked for; and where there is no site map, at the end of the
crawl, so are the pages of two lists, for the menus beside them.

Some of these sites close `/assets/`, where their documents lie, in robots.txt. That is obeyed: such documents
are catalogued with `robots_denied`. Staging copies (`*.tfemagazine.co.uk`) are never asked for.
"""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from harvester.urls import looks_like_download, path_suffix
from spiders.platforms.generic import GenericSpider
from spiders.ways import Ways

_PRINT = "/print"


class TaylorfitchWays(Ways):
    """Asks for the print twin of each page."""

    name: ClassVar[str] = "taylorfitch"

    def address(self, url: str) -> str:
        """The print twin of a page; none of the homepage, of files, and of addresses with parameters."""
        parts = urlsplit(url)
        path = parts.path.rstrip("/")
        if not path or parts.query or path.endswith(_PRINT) or path_suffix(url) or looks_like_download(url):
            return url
        return parts._replace(path=path + _PRINT, fragment="").geturl()

    def page(self, url: str) -> str:
        """The page of a print twin."""
        parts = urlsplit(url)
        path = parts.path.rstrip("/")
        if not path.endswith(_PRINT) or path == _PRINT:
            return url
        return parts._replace(path=path.removesuffix(_PRINT)).geturl()


class TaylorfitchSpider(GenericSpider):
    """Crawls a source whose site is made by Taylorfitch."""

    name = "taylorfitch"
    ways = TaylorfitchWays()
