# ruff: noqa: E501 - one line of a page is one line here
"""The frames of pages: navigation, header, footer and side columns of several families of site."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.sampleweb.site import Site

Menu = tuple[tuple[str, str], ...]  # label, path


class Frame(Protocol):
    """Puts a page's own part into the frame of its site."""

    def __call__(self, site: Site, title: str, main: str, menu: Menu, posted: str = "") -> str:
        """The whole page; `posted` is the day of a news item, in words."""


def _items(menu: Menu) -> str:
    return "".join(f'<li><a href="{path}">{escape(label)}</a></li>' for label, path in menu)


def bullets(links: Sequence[tuple[str, str]]) -> str:
    """A list of links given as (label, address)."""
    return "<ul>" + "".join(f'<li><a href="{url}">{label}</a></li>' for label, url in links) + "</ul>"


def theme(site: Site, title: str, main: str, menu: Menu, posted: str = "") -> str:
    """A blog engine with a theme of its own."""
    meta = (
        f'<div class="entry-meta">Posted on <a href="#" rel="bookmark"><time>{posted}</time></a></div>'
        if posted
        else ""
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="UTF-8"><title>{escape(title)} – {escape(site.title)}</title>'
        '<meta name="generator" content="WordPress 6.5"></head><body class="wp-singular page"><header class="wp-block-template-part">'
        f'<p class="wp-block-site-title"><a href="/">{escape(site.title)}</a></p><nav class="wp-block-navigation"><ul>{_items(menu)}</ul></nav></header>'
        f'<main class="wp-block-group"><h1 class="wp-block-post-title">{escape(title)}</h1>{meta}<div class="entry-content">{main}</div></main>'
        '<footer><p><a href="/privacy-notice/">Privacy notice</a> · <a href="/cookie-policy/">Cookie policy</a></p></footer></body></html>'
    )


def builder(site: Site, title: str, main: str, menu: Menu, posted: str = "") -> str:
    """A page builder: boxes within boxes, headings that are only styled."""
    day = f'<span class="elementor-post-info__item--type-date">{posted}</span>' if posted else ""
    return (
        f'<!doctype html><html lang="en"><head><title>{escape(title)}</title></head><body class="elementor-default"><div data-elementor-type="header">'
        f'<div class="elementor-widget-nav-menu"><nav><ul class="elementor-nav-menu">{_items(menu)}</ul></nav></div></div><div data-elementor-type="wp-page"><div class="e-con-inner">'
        f'<div class="elementor-widget-heading"><h2 class="elementor-heading-title">{escape(title)}</h2></div>{day}<div class="elementor-widget-container">{main}</div></div></div>'
        f'<div data-elementor-type="footer"><div class="elementor-widget-text-editor">{escape(site.title)} · <a href="/accessibility-statement/">Accessibility</a></div></div></body></html>'
    )


def council(site: Site, title: str, main: str, menu: Menu, posted: str = "") -> str:
    """A council's site, with a long service menu and a panel of help beside the text."""
    day = f'<div class="field--name-localgov-date">{posted}</div>' if posted else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} | County services</title></head><body><div class="skip"><a href="#main">Skip to content</a></div>'
        f'<header><div class="branding"><a href="/">County services</a></div><div class="services-menu"><ul>{_items(menu)}</ul></div></header><ol class="breadcrumbs"><li><a href="/">Home</a></li></ol>'
        f'<main id="main"><div class="lgd-page-title-block"><h1>{escape(title)}</h1>{day}</div><div class="lgd-row"><div class="lgd-row__two-thirds">{main}</div><div class="lgd-row__one-third"><h2>Help us</h2>'
        '<p>Was this page useful? <a href="/feedback">Tell us</a></p></div></div></main><footer><ul><li><a href="/cookies">Cookies</a></li><li><a href="/a-to-z">A to Z</a></li></ul></footer></body></html>'
    )


def portal(site: Site, title: str, main: str, menu: Menu, posted: str = "") -> str:
    """An older public-sector system: everything in named boxes, a crumb trail, a second menu."""
    day = f"<p><em>{posted}</em></p>" if posted else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{escape(title)} | {escape(site.title)}</title><meta name="DC.publisher" content="{escape(site.title)}"></head><body id="inner"><div id="container">'
        f'<div id="header"><a href="/" accesskey="1">{escape(site.title)}</a><form action="/search" method="get"><input name="q"></form></div><div id="left_menu"><ul>{_items(menu)}</ul></div>'
        f'<div id="middle"><p class="crumb">You are here: <a href="/">Home</a> &gt; {escape(title)}</p><h1>{escape(title)}</h1>{day}{main}</div><div id="right"><div class="supplement"><h2>Contact</h2><p>01999 555 020</p></div></div>'
        '<div id="footer"><a href="/legal">Legal</a></div></div></body></html>'
    )


def magazine(site: Site, title: str, main: str, menu: Menu, posted: str = "") -> str:
    """A shared system of small public bodies, with an exit button and a printed twin of every page."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{escape(title)} :: {escape(site.title)}</title></head><body><a class="exit" href="https://www.bbc.co.uk/">Leave this site</a><div class="masthead">{escape(site.title)}</div>'
        f'<div class="mainmenu"><ul>{_items(menu)}</ul></div><div class="pagebody"><h1>{escape(title)}</h1>{main}<p class="printlink"><a href="?print=1">Printable version</a></p></div><div class="foot">Hosted service</div></body></html>'
    )


def plain(site: Site, title: str, main: str, menu: Menu, posted: str = "") -> str:
    """Short, old-fashioned HTML with a table for a frame."""
    day = f"<p>Date: {posted}</p>" if posted else ""
    return (
        f"<html><head><title>{escape(title)}</title></head><body bgcolor=white><table width=100%><tr><td colspan=2><b>{escape(site.title)}</b></td></tr><tr><td valign=top width=160>"
        + "<br>".join(f'<a href="{path}">{escape(label)}</a>' for label, path in menu)
        + f"</td><td valign=top><h1>{escape(title)}</h1>{day}{main}<hr><small>Site by the web team</small></td></tr></table></body></html>"
    )


def ordinary_pages(site: Site, frame: Frame, menu: Menu, more: Menu = ()) -> None:
    """Fills in the pages that the menu leads to and nobody has written yet."""
    for label, path in (*menu, *more):
        if not path.startswith("http") and site.url(path) not in site.responses:
            text = f"<p>{escape(label)}: what {escape(site.title)} does, and how to reach us.</p><p>Office hours are nine to five.</p>"
            site.put(path, frame(site, label, text, menu))
