"""Sites made with Aspx."""

from __future__ import annotations

from typing import ClassVar

from spiders.platforms.generic import GenericSpider
from spiders.ways import Ways


class AspxWays(Ways):
    """As the generic crawl."""

    name: ClassVar[str] = "aspx"


class AspxSpider(GenericSpider):
    """Crawls a source whose site is made with Aspx."""

    name = "aspx"
    ways = AspxWays()
