"""Reviews published as web pages."""

from __future__ import annotations


def html_review(paragraphs: int = 12) -> bytes:
    """A page whose main part is the text of a review, with menus around it."""
    sentence = (
        "Practitioners from health, education and social care took part in two learning events, and the "
        "panel considered what helped and what got in the way."
    )
    body = "".join(
        f"<h2>{number}. Part {number}</h2><p>{sentence}</p>" for number in range(1, paragraphs + 1)
    )
    return (
        "<!DOCTYPE html><html lang='en-GB'><head><meta charset='utf-8'>"
        "<title>Child Q – Serious Case Review | Northmoor Safeguarding Children Board</title>"
        "<meta name='author' content='Jo Bloggs'>"
        "<meta property='article:published_time' content='2016-09-28T10:30:00+00:00'>"
        "<script>var hidden = 'nothing';</script></head><body>"
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/news'>News</a></li></ul></nav>"
        "<form action='/'><main><h1>Serious Case Review: Child&nbsp;Q</h1><p>"
        f"<strong>Overview report</strong><br>September 2016</p>{body}"
        "<table><tr><th>Agency</th><td>Health</td></tr></table></main></form>"
        "<footer><p>Cookies and privacy</p></footer></body></html>"
    ).encode()
