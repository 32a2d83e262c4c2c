"""What must be so before a run begins, so that a mistake costs a second and no night."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.archived import reached_hosts
from harvester.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.run.options import RunOptions
    from harvester.sources import Declaration


def index_archives(options: RunOptions) -> list[str]:
    """Finish archives that a crash left open; index what is to be replayed, so that a bad file ends
    the command before a run begins.

    Returns:
        One sentence for each file that was finished or is damaged.
    """
    from harvester.run.jobs import crawl_options
    from harvester.warc_index import tidy
    from harvester.warc_replay import prepare_replay

    notes = [*tidy(options.data.warc)]
    if options.replay:
        notes += prepare_replay(options.data.root.resolve(), crawl_options(options, None).replay)
    return notes


def check_beforehand(options: RunOptions, chosen: Sequence[Declaration]) -> None:
    """Refuse to begin a run of these sources that could only go wrong.

    Raises:
        ConfigurationError: no contact, or no browser; the text says what to do.
    """
    require_contact(options, chosen)
    require_rendering(chosen, options.chromium)


def require_contact(options: RunOptions, chosen: Sequence[Declaration]) -> None:
    """Refuse to reach for a host that is not ours without saying who asks (docs/operating.md).

    Raises:
        ConfigurationError: there is no contact; the text says what to set.
    """
    if options.contact or not chosen:
        return
    hosts = [host for d in chosen for host in _asked_hosts(d)]
    if not hosts and all(d.archives for d in chosen):
        return  # files at hand; without a contact nothing else can be reached
    require_contact_for(options, hosts)


def require_contact_for(
    options: RunOptions, hosts: Sequence[str], instead: str = "--replay / --allow-host"
) -> None:
    """Refuse to ask these hosts, where one is not ours, without saying who asks.

    Args:
        options: of the run.
        hosts: that would be asked.
        instead: options of the command for who wants to ask nobody outside.

    Raises:
        ConfigurationError: there is no contact; the text says what to set.
    """
    from harvester.run.jobs import crawl_options
    from harvester.web.settings import contact_needed

    if options.contact:
        return
    # Looked up one by one, and no more after the first that is not ours: a name server may be slow, or away.
    outside = (host for host in hosts if not _leads_inside(host, options.allow_hosts))
    if contact_needed(crawl_options(options, run_id=None), outside):
        raise ConfigurationError(
            "a real crawl must say who is asking: set HARVESTER_CONTACT to a mail address or web page "
            f"where site owners can reach you (it goes into the User-Agent), or use {instead}."
        )


def require_rendering(chosen: Sequence[Declaration], chromium: str | None = None) -> None:
    """Refuse to begin a run in which a source needs a browser that is not there.

    Raises:
        ConfigurationError: the text says what to install.
    """
    if not any(one.render for one in chosen):
        return
    from harvester.web.browser import require_browser

    require_browser(chromium)


def _asked_hosts(declaration: Declaration) -> list[str]:
    """The hosts without which a source could only fail; of a closed site those of its archives."""
    if declaration.archives:
        return reached_hosts(declaration)
    host = urlsplit(declaration.homepage or "").hostname
    return [host] if host else []


def _leads_inside(host: str, allow_hosts: Sequence[str]) -> bool:
    """Whether a name stands for permitted addresses only, as localhost does for 127.0.0.0/8."""
    import socket
    from ipaddress import ip_address

    from harvester.web.reach import Reach

    if not allow_hosts:
        return False
    reach = Reach.parse(allow_hosts, everywhere=False)
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, socket.AF_INET)}
    except OSError:
        return False
    return all(reach.permits(ip_address(address)) for address in found)
