"""Links that are none, or odd: a list of our own in the spirit of the lists of naughty strings."""

from __future__ import annotations

_HEADS = (
    "",
    "http:",
    "https:",
    "http://",
    "https://",
    "//",
    "/",
    "///",
    "?",
    "#",
    "\\\\",
    "http:\\\\",
    "mailto:",
    "tel:",
)
_BODIES = (
    "", " ", "[::1", "[::1]", "[", "]", "%00", "%", "%zz", "%2e%2e%2f", "..", "../" * 30, ".", ":", ":80", ":99999", ":-1", ":abc", "@",
    "@@", "user:pw@", "a b", "\t", "\n", "\r\nX: y", "\x00", "\x1b[31m", "\u202e", "\u200b", "\ufeff", "\ud7ff", "é.example", "xn--",
    "xn--a", "xn--80ak6aa92e.com", "-", "a" * 300 + ".example", "a." * 150, "ｅxample。com", "1e3", "0x", "0x.0x", "1.2.3.4.5", "256.1.1.1",
    "localhost", "127.1", "⑯⑨。②⑤④", "{}", "${jndi:ldap://x/a}", "{{7*7}}", "<script>", "'\"><img src=x>", "' OR 1=1--", "‮fdp.exe",
    "CON", "NUL.pdf", "a/" * 500 + "x.pdf", "q.pdf;jsessionid=" + "a" * 500, "?" + "a=b&" * 500, "#" + "x" * 5000, "undefined", "NaN",
    "javascript:alert(1)", "data:,x", "blob:x", "about:blank", "null", "٠", "𝟙𝟚𝟟.𝟘.𝟘.𝟙", "ﬁle.pdf", "\u0000.pdf",
)  # fmt: skip

LINKS: tuple[str, ...] = tuple(dict.fromkeys(head + body for head in _HEADS for body in _BODIES))
