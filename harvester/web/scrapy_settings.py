"""The settings module of `scrapy crawl` (scrapy.cfg): ours, with what file and environment configure.

Scrapy reads its settings by importing them, so the configuration is read at import here, and only here.
`-s NAME=VALUE` still wins over all of it.
"""

from __future__ import annotations

import os

from harvester.config import load_config
from harvester.web.settings import *  # noqa: F403 - a settings module is its names
from harvester.web.settings import user_agent

_config = load_config(None, os.environ)

HARVESTER_DATA = str(_config.data)
HARVESTER_SOURCES = str(_config.sources) if _config.sources else None
HARVESTER_CONTACT = _config.contact
HARVESTER_ALLOW_HOSTS = list(_config.crawl.allow_hosts)
HARVESTER_MAX_PAGES = _config.crawl.max_pages
HARVESTER_DELAY = _config.crawl.delay
HARVESTER_CHROMIUM = _config.chromium
USER_AGENT = user_agent(_config.contact)
