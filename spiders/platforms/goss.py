"""Sites made with GOSS iCM: the number of an article survives its retitling."""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode

from harvester.urls import canonical
from spiders.platforms.generic import GenericSpider
from spiders.ways import Ways

_ARTICLE = re.compile(
    r"^(?P<host>[^/]+)/(?P<site>(?:[\w-]+/)?)article/(?P<number>\d{1,8})(?:/[^?]*)?$", re.IGNORECASE
)
_MEDIA = re.compile(
    r"^(?P<host>[^/]+)/(?P<site>(?:[\w-]+/)?)media/(?P<number>\d{1,8})(?:/[^?]*)?$", re.IGNORECASE
)
_OLD = re.compile(r"^(?P<host>[^/]+)/(?P<site>(?:[\w-]+/)?)(?:index\.(?:aspx|cfm))?$", re.IGNORECASE)
_OF_MEDIA = frozenset({"m", "v"})  # of a file's version; a page's own parameters stay in the key


class GossWays(Ways):
    """`/article/NNNN/Title`, the same under another title and `index.aspx?articleid=NNNN` are one page."""

    name: ClassVar[str] = "goss"

    def key(self, url: str) -> str:
        """Host and number of an article or of a file, without titles."""
        usual = canonical(url)
        path, _, query = usual.partition("?")
        pairs = parse_qsl(query, keep_blank_values=True)
        if found := _MEDIA.match(path):
            kept = [(name, value) for name, value in pairs if name not in _OF_MEDIA]
            return _key(found, "media", found["number"], kept)
        number = next((value for name, value in pairs if name.lower() == "articleid"), "")
        rest = [(name, value) for name, value in pairs if name.lower() not in ("articleid", "ccp", "pref")]
        if found := _ARTICLE.match(path):
            return _key(found, "article", found["number"], rest)
        if number.isdigit() and (found := _OLD.match(path)):
            return _key(found, "article", number, rest)
        return usual


def _key(found: re.Match[str], kind: str, number: str, pairs: list[tuple[str, str]]) -> str:
    plain = f"{found['host']}/{found['site'].lower()}{kind}/{int(number)}"
    return f"{plain}?{urlencode(pairs)}" if pairs else plain


class GossSpider(GenericSpider):
    """Crawls a source whose site is made with GOSS iCM."""

    name = "goss"
    ways = GossWays()
