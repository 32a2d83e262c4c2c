"""Sending a digest to one address through apprise. Addresses are secrets; what fails is told without them."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from harvester.report.parts import line
from harvester.tell.layout import as_html, as_text, fitting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harvester.redaction import Redactor
    from harvester.tell.digest import Digest

_SECONDS = 30.0  # for one address, connecting included
_TALKATIVE = ("apprise", "urllib3", "requests", "asyncio")
_MARGIN = 40  # characters that a service adds of its own


def send(address: str, render: Callable[[int], Digest], redact: Redactor, seconds: float = _SECONDS) -> str:
    """Send one message; "" when it went, else why not, without secrets.

    Args:
        address: as apprise takes it.
        render: makes the digest with at most so many documents listed.
        redact: hides the addresses.
        seconds: how long it may take; what takes longer is left behind.
    """
    ended: list[str] = []

    def whole() -> None:
        try:
            ended.append(_send(address, render))
        except Exception as error:  # a plugin may raise anything
            ended.append(f"{type(error).__name__}: {error}")

    worker = threading.Thread(target=whole, name="digest", daemon=True)
    worker.start()
    worker.join(seconds)
    if not ended:
        return f"no answer within {seconds:g} s"
    return line(redact(ended[0]), 300)


def _send(address: str, render: Callable[[int], Digest]) -> str:
    with _heard() as said:
        return _carry(address, render, said)


def _carry(address: str, render: Callable[[int], Digest], said: list[str]) -> str:
    import apprise

    service = apprise.Apprise.instantiate(address, asset=_asset(apprise))
    if service is None:
        return "it is no address that apprise knows; see 'harvester doctor'"
    carrier = apprise.Apprise(asset=service.asset)
    carrier.add(service)
    subject = line(render(0).subject, min(service.title_maxlen or 180, 180))
    room = service.body_maxlen - _MARGIN
    if not service.title_maxlen or service.overflow_amalgamate_title:
        room -= len(subject)
    if _shows_html(service, apprise):
        body, kind = as_html(render(40)), apprise.NotifyFormat.HTML
    else:
        body, kind = fitting(lambda most: as_text(render(most)), room), apprise.NotifyFormat.TEXT
    if carrier.notify(body=body, title=subject, body_format=kind):
        return ""
    return said[-1] if said else "the service refused"


def _asset(apprise: Any) -> Any:
    """No pictures from elsewhere, no redirects, no files, nothing kept."""
    return apprise.AppriseAsset(
        app_id="harvester",
        app_desc="harvester",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        image_path_mask=False,
        async_mode=False,
        http_redirects=False,
        allow_templates=False,
        service_timeout=_SECONDS,
        storage_mode="memory",
        pgp_autogen=False,
        pem_autogen=False,
    )


def _shows_html(service: Any, apprise: Any) -> bool:
    """Mail does; chat services that call their few tags HTML have no subject of their own."""
    html, formats = apprise.NotifyFormat.HTML, service.notify_format
    prefers = formats[0] if isinstance(formats, tuple) else formats
    return bool(prefers == html and service.title_maxlen and service.resolve_format(html) == html)


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What apprise says of failures, which it only logs.

    Nothing of it goes further: it and the libraries beneath it log whole addresses.
    """
    said: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name == "apprise":
                said.append(record.getMessage())

    ear = Ear(logging.WARNING)
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    before = [(one, one.propagate) for one in loggers]
    for one in loggers:
        one.propagate = False
        one.addHandler(ear)
    try:
        yield said
    finally:
        for one, propagate in before:
            one.removeHandler(ear)
            one.propagate = propagate
