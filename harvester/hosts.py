"""Hosts that hold no reviews of a source: what kind they are, by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for lists too long to quote one by one."""
    return frozenset(text.split())


# Ends of host names; each also stands for all hosts below it.
_PROCEDURES = (
    "proceduresonline.com trixonline.co.uk procedures.org.uk teescpp.org.uk "
    "londonsafeguardingchildrenprocedures.co.uk londonscb.gov.uk safeguarding.wales diogelu.cymru"
)
_SOCIAL = (
    "facebook.com fb.com fb.me twitter.com x.com t.co linkedin.com lnkd.in instagram.com "
    "youtube.com youtu.be youtube-nocookie.com vimeo.com tiktok.com whatsapp.com wa.me "
    "pinterest.com pinterest.co.uk t.me threads.net bsky.app flickr.com reddit.com addtoany.com "
    "addthis.com sharethis.com soundcloud.com spotify.com"
)
_MIRRORS = (
    "docslib.org vdocument.in vdocuments.net vdocuments.mx vdocuments.site dokumen.tips "
    "pdfslide.net fdocuments.in fdocuments.net healthdocbox.com docsbay.net docest.com "
    "studylib.net yumpu.com scribd.com cupdf.com paperzz.com slideshare.net issuu.com calameo.com "
    "docplayer.net"
)
_SERVICES = (
    "google.com google.co.uk googleapis.com googletagmanager.com google-analytics.com gstatic.com "
    "bing.com doubleclick.net hotjar.com cookiebot.com civiccomputing.com onetrust.com "
    "browsealoud.com recite.me reciteme.com readspeaker.com govdelivery.com campaign-archive.com "
    "campaign-archive1.com list-manage.com mailchi.mp mailchimp.com eventbrite.co.uk "
    "eventbrite.com surveymonkey.com surveymonkey.co.uk smartsurvey.co.uk office.com "
    "microsoftonline.com live.com zoom.us adobe.com gravatar.com wordpress.org w3.org "
    "ceop.police.uk taylorfitch.co.uk jadu.net"
)
# Hosts of such services that do hold pages and files of publishers.
_NOT_FOREIGN = word_set(
    "sites.google.com drive.google.com docs.google.com drive.usercontent.google.com onedrive.live.com"
    " view.officeapps.live.com"
)
_FOREIGN = word_set(" ".join((_PROCEDURES, _SOCIAL, _MIRRORS, _SERVICES)))
_PROCEDURES_LABEL = re.compile(r"procedures|trix")

_STAGING = word_set(
    "kinsta.cloud tfemagazine.co.uk gosshosted.com wpengine.com wpenginepowered.com "
    "cloudwaysapps.com pantheonsite.io flywheelsites.com flywheelstaging.com azurewebsites.net "
    "netlify.app myftpupload.com"
)
_STAGING_LABEL = re.compile(r"^(?:stg|stage|staging|dev|test|uat|preview|preprod|beta)(?:\d*$|-)")


def _ends_in(host: str, names: frozenset[str]) -> bool:
    labels = host.partition(":")[0].split(".")
    return any(".".join(labels[i:]) in names for i in range(len(labels)))


def is_look_alike(host: str, ours: Collection[str]) -> bool:
    """Whether a host may only seem to be one of ours, or of anyone we know.

    Letters of other alphabets, written out or encoded (`xn--`), look like ours; no publisher here needs
    them. And a host that begins with the whole of ours (`ours.org.uk.example`) belongs to somebody else.
    """
    labels = host.partition(":")[0].split(".")
    if not host.isascii() or any(label.startswith("xn--") for label in labels):
        return True
    return any(host.startswith(f"{one}.") for one in ours)


def is_foreign_host(host: str) -> bool:
    """Procedures manuals, social media, mirrors of other people's files, services."""
    if host in _NOT_FOREIGN:
        return False
    return _ends_in(host, _FOREIGN) or bool(_PROCEDURES_LABEL.search(host.split(".")[0]))


def is_staging_host(host: str) -> bool:
    """Staging and preview copies of sites."""
    return _ends_in(host, _STAGING) or bool(_STAGING_LABEL.match(host.split(".")[0]))
