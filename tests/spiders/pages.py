"""Small neutral pages of invented partnerships."""

from __future__ import annotations

HOME = "https://www.northmoorscp.org.uk"
NAV = (
    "Home:/|About us:/about-us|Professionals:/professionals|Parents and carers:/parents|Training:/training"
    "|Policies and procedures:/policies|News:/news|Contact us:/contact|Privacy:/privacy"
)


def links(text: str) -> str:
    return "".join(
        '<li><a href="{1}">{0}</a></li>'.format(*part.split(":", 1)) for part in text.split("|") if part
    )


def page(title: str, body: str, *, nav: str = NAV, head: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{title} - Northmoor SCP</title>{head}</head><body>'
        f"<header><nav><ul>{links(nav)}</ul></nav></header><main><h1>{title}</h1>{body}</main>"
        '<footer><a href="/cookies">Cookies</a> <a href="https://twitter.com/northmoor">Twitter</a></footer>'
        "</body></html>"
    )


def homepage(more: str = "") -> str:
    return page(
        "Northmoor Safeguarding Children Partnership",
        "<p>We work together so that children in Northmoor are safe. Safeguarding is everyone's business.</p>"
        + more,
    )


def hub(body: str, title: str = "Child safeguarding practice reviews") -> str:
    return page(
        title,
        "<p>When a child dies or is seriously harmed and abuse"
        " or neglect is known or suspected, the partnership "
        "decides whether to hold a review. Reviews that were published are listed on this page.</p>" + body,
    )


def ul(text: str) -> str:
    return f"<ul>{links(text)}</ul>"


def furniture() -> dict[str, str]:
    """The usual pages that hold no reviews."""
    names = "about-us|professionals|parents|training|policies|news|contact|privacy|cookies"
    return {
        f"{HOME}/{name}": page(name.capitalize(), f"<p>Information on {name} for people in Northmoor.</p>")
        for name in names.split("|")
    }
