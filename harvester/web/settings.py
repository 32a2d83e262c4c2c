"""Scrapy's settings: the careful defaults, and what one run adds to them.

Read by `harvester crawl` through `for_run`, and by `scrapy crawl` through `scrapy_settings`, which adds
what the configuration says. Where a value differs from Scrapy's own, the comment says why.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harvester import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.web.options import CrawlOptions

_MEGABYTE = 1024 * 1024
_IN_FLIGHT_WITHOUT_DELAY = 8


def user_agent(contact: str | None) -> str:
    """How we present ourselves: what runs, and where to complain about it."""
    # A contact comes from a person's configuration; a line break in it would be a second header.
    words = re.sub(r"[^\x21-\x7e]+", " ", contact or "").strip(" ()")
    return f"harvester/{__version__} (+{words})" if words else f"harvester/{__version__}"


def contact_needed(options: CrawlOptions, hosts: Iterable[str] = ()) -> bool:
    """Whether this crawl could reach a host that the operator did not permit by name or network.

    Without a contact the engine refuses every host outside `--allow-host` (see `reach`), so a crawl
    that permits some hosts cannot leave them. `hosts` are those of the sources, where known: one
    that is not permitted makes a contact necessary, since without it the source could only fail.
    """
    from harvester.web.reach import Reach

    if options.replay:
        return False
    if not options.allow_hosts:
        return True
    reach = Reach.parse(options.allow_hosts, everywhere=False)
    return any(not reach.names_host(host) for host in hosts)


# ------------------------------------------------------------------ who we are, where things are
BOT_NAME = "harvester"
SPIDER_LOADER_CLASS = "spiders.loader.SourceSpiderLoader"
HARVESTER_DATA = "data"
HARVESTER_SOURCES: str | None = None
HARVESTER_CONTACT: str | None = None
HARVESTER_RUN_ID: int | None = None  # None: the catalogue pipeline starts a run of its own
HARVESTER_ALLOW_HOSTS: list[str] = []
HARVESTER_REPLAY: list[str] = []
HARVESTER_MAX_PAGES: int | None = None
HARVESTER_DELAY = 2.0
HARVESTER_LOG_DIR: str | None = None
HARVESTER_CHROMIUM: str | None = None  # for sources with `render: true`
HARVESTER_RENDER_SECONDS = 15.0  # that the scripts of one page may take, without waiting for answers
USER_AGENT = user_agent(HARVESTER_CONTACT)
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/pdf,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.9,cy;q=0.8",
}

# ------------------------------------------------------------------ what is off, and why
COOKIES_ENABLED = False  # nothing we read needs them, and they can be set for a whole registry
REFERER_ENABLED = False  # we tell no site which other site we came from
TELNETCONSOLE_ENABLED = False  # a port that runs code
REMOTE_CONTROL_ENABLED = False  # likewise
HTTPPROXY_ENABLED = False  # an environment variable must not reroute a harvest
AUTOTHROTTLE_ENABLED = False  # `politeness` does this across crawlers
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
LOG_LEVEL = "INFO"
LOG_VERSIONS: list[str] = []

# ------------------------------------------------------------------ what can be reached
DOWNLOAD_HANDLERS = {
    "http": "harvester.web.handler.LiveHandler",
    "https": "harvester.web.handler.LiveHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "harvester.web.resolver.ReachResolver"
DNS_TIMEOUT = 20
REACTOR_THREADPOOL_MAXSIZE = 20  # many sources begin by looking up their names
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_TLS_MIN_VERSION = "TLSv1.2"

# ------------------------------------------------------------------ limits
DOWNLOAD_TIMEOUT = 120
DOWNLOAD_MAXSIZE = 200 * _MEGABYTE
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True
HARVESTER_HTML_MAXSIZE = 5 * _MEGABYTE
REDIRECT_MAX_TIMES = 5
METAREFRESH_MAXDELAY = 10  # seconds; a page that waits longer is meant to be read
MEMUSAGE_ENABLED = True
MEMUSAGE_LIMIT_MB = 2048
MEMUSAGE_CHECK_INTERVAL_SECONDS = 15
CLOSESPIDER_ERRORCOUNT = 0

# ------------------------------------------------------------------ order and pace
# Scrapy's own slots do not pace anything: `politeness` does, across all crawlers of the process.
DOWNLOAD_DELAY = 0
DOWNLOAD_DELAY_JITTER = 0
CONCURRENT_REQUESTS_PER_DOMAIN = _IN_FLIGHT_WITHOUT_DELAY
# Few requests leave the queue early, so that the best one known is (nearly) always asked next.
CONCURRENT_REQUESTS = 2
CONCURRENT_ITEMS = 3  # a task each is made for every answer; a hundred, as usual, cost more than the items
DOWNLOADER_STATS = False  # sizes of headers, counted for every request; the handler counts what matters
WARN_ON_GENERATOR_RETURN_VALUE = False  # would read the spider's source again for every answer
SCHEDULER_PRIORITY_QUEUE = "scrapy.pqueues.ScrapyPriorityQueue"
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
REDIRECT_PRIORITY_ADJUST = 1
# The spider's frontier knows what was asked. A second filter here would silently swallow redirects
# that lead to an address seen before, and with them the callbacks that account for every request.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

RETRY_ENABLED = True
RETRY_TIMES = 2
RETRY_HTTP_CODES = [408, 429, 500, 502, 503, 504, 522, 524]
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "harvester"

# ------------------------------------------------------------------ the archive (docs/architecture.md)
HTTPCACHE_ENABLED = True
HTTPCACHE_STORAGE = "harvester.web.archive.ArchiveStorage"

DOWNLOADER_MIDDLEWARES = {
    # engine side; requests pass downwards, responses upwards
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the frontier and `reach` decide
    "harvester.web.taken_down.AskNothingTakenDown": 30,
    "harvester.web.archives.ArchivesMiddleware": 40,  # takes no part unless a source names archives
    "harvester.web.render.RenderMiddleware": 50,  # takes no part unless a source says `render: true`
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "harvester.web.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # nobody logs in anywhere
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "harvester.web.retry.PoliteRetryMiddleware": 550,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "harvester.web.redirect.MetaRefreshMiddleware": 580,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "harvester.web.redirect.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
    # Bodies are decoded before they are recorded, so that the digest of a recorded payload is the
    # digest of the file we keep.
    "harvester.web.archive.ArchiveMiddleware": 880,
    "harvester.web.taken_down.KeepNothingTakenDown": 885,  # before anything is recorded of an answer
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "harvester.web.bodies.BodyMiddleware": 890,
    # downloader side
}
# What a spider yields passes through a generator for each of these, and none does anything here.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # the spider judges them
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # `reach` ends such with a reason
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # the frontier knows how deep a page lies
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    "harvester.web.render.RenderNotes": 50,
}
EXTENSIONS: dict[str, int | None] = {"harvester.web.guard.ContactGuard": 10}
# Those of Scrapy's that take no part in a run: loading remote control alone takes a tenth of a second.
_QUIET: dict[str, int | None] = {
    **dict.fromkeys(
        (
            *("scrapy.extensions.corestats.CoreStats", "scrapy.extensions.logcount.LogCount"),
            *("scrapy.extensions.telnet.TelnetConsole", "scrapy.extensions.memdebug.MemoryDebugger"),
            *("scrapy.extensions.closespider.CloseSpider", "scrapy.extensions.feedexport.FeedExporter"),
            *("scrapy.extensions.logstats.LogStats", "scrapy.extensions.spiderstate.SpiderState"),
            *("scrapy.extensions.throttle.AutoThrottle", "scrapy.extensions.remote_control.RemoteControl"),
        )
    ),
    "harvester.web.quiet.RunStats": 0,
}
ITEM_PIPELINES = {
    "pipelines.store.StorePipeline": 100,
    "pipelines.catalogue.CataloguePipeline": 200,
}


def for_run(options: CrawlOptions) -> dict[str, Any]:
    """All settings of one run: this module's, with the run's own on top.

    Raises:
        ConfigurationError: an `--allow-host` is neither a host nor a network.
    """
    from harvester.web.reach import Reach

    Reach.parse(options.allow_hosts, everywhere=False)  # a typing error ends the run, not each request
    settings = {name: value for name, value in globals().items() if name.isupper() and name[0] != "_"}
    del settings["TYPE_CHECKING"]
    settings |= {
        "HARVESTER_DATA": str(options.data),
        "HARVESTER_SOURCES": str(options.sources_dir) if options.sources_dir else None,
        "HARVESTER_RUN_ID": options.run_id,
        "HARVESTER_HISTORY": str(options.history) if options.history else None,
        "HARVESTER_HISTORY_RUN": options.history_run,
        "HARVESTER_ALLOW_HOSTS": list(options.allow_hosts),
        "HARVESTER_REPLAY": [str(path) for path in options.replay],
        "HARVESTER_MAX_PAGES": options.max_pages,
        "HARVESTER_CONTACT": options.contact,
        "HARVESTER_CHROMIUM": options.chromium,
        "HARVESTER_DELAY": options.delay,
        "HARVESTER_HOSTS_DIR": str(options.hosts_dir) if options.hosts_dir else None,
        "USER_AGENT": user_agent(options.contact),
        "LOG_LEVEL": "WARNING",
        "LOG_FORMATTER": "harvester.web.quiet.QuietLog",
        "STATS_CLASS": "harvester.web.quiet.QuietStats",
        "EXTENSIONS": {**EXTENSIONS, **_QUIET},
        "CONCURRENT_REQUESTS": 2 if options.delay else _IN_FLIGHT_WITHOUT_DELAY,
        "HTTPCACHE_ENABLED": options.archive,
    }
    if options.replay:
        settings |= replay_settings()
    return _without_unused(settings)


def components() -> tuple[str, ...]:
    """The names of our modules that every crawl needs: those of the settings, and the usual spider's."""
    named: list[Any] = [value for name, value in globals().items() if name.isupper() and name[0] != "_"]
    for value in tuple(named):
        named += (*value, *value.values()) if isinstance(value, dict) else ()
    found = {name.rpartition(".")[0]: None for name in named if isinstance(name, str)}
    ours = ("harvester.", "pipelines.", "spiders.")
    late = ("harvester.catalogue.facade", "harvester.web.quiet", "spiders.platforms.generic")
    return (*(module for module in found if module.startswith(ours)), *late)


def _without_unused(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings in which Scrapy's own parts that are off do not stand: it loads them to leave them out."""
    from scrapy.settings import default_settings

    for name in ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES"):
        ours, theirs = settings[name], getattr(default_settings, f"{name}_BASE")
        settings[f"{name}_BASE"] = {part: place for part, place in theirs.items() if part not in ours}
        settings[name] = {part: place for part, place in ours.items() if place is not None}
    return settings


def replay_settings() -> dict[str, Any]:
    """What changes when every answer comes from web archives."""
    handlers = dict.fromkeys(("http", "https"), "harvester.web.replay.ReplayHandler")
    return {
        "DOWNLOAD_HANDLERS": {**DOWNLOAD_HANDLERS, **handlers},
        "TWISTED_DNS_RESOLVER": "harvester.web.resolver.NoResolver",
        "RETRY_TIMES": 0,  # the archive would say the same again
        "HTTPCACHE_ENABLED": False,  # nothing new is recorded
        "HARVESTER_DELAY": 0.0,
        "CONCURRENT_REQUESTS": 1,  # so that a replay takes the same path every time
    }
