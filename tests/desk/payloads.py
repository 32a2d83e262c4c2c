"""Thousands of texts that would run where a page forgot to escape them; each says which it was."""

from __future__ import annotations

from html import escape
from itertools import count, product
from urllib.parse import quote

VECTORS = (
    "<script>{js}</script>",
    "<ScRiPt src=data:,{js}></sCrIpT>",
    "<img src=x onerror={js}>",
    "<img/src=x\nonerror\t=\r{js}//",
    "<svg onload={js}>",
    "<svg><animate onbegin={js} attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:{js}><text y=20>x</text></a></svg>",
    "<math><mi xlink:href='javascript:{js}'>x</mi></math>",
    "<iframe src=javascript:{js}></iframe>",
    "<iframe srcdoc='<script>parent.{js}</script>'></iframe>",
    "<object data=javascript:{js}></object>",
    "<embed src=javascript:{js}>",
    "<a href=javascript:{js} autofocus onfocus={js}>x</a>",
    "<a href=' &#1; jav&#x09;ascript:{js}'>x</a>",
    "<input autofocus onfocus={js}>",
    "<details open ontoggle={js}>x</details>",
    "<video><source onerror={js}></video>",
    "<audio src=x onerror={js}></audio>",
    "<marquee onstart={js}>x</marquee>",
    "<body onload={js}>",
    "<form action=javascript:{js}><button autofocus>x</button></form>",
    "<button formaction=javascript:{js}>x</button>",
    "<meta http-equiv=refresh content='0;url=javascript:{js}'>",
    "<base href='javascript:{js}//'>",
    "<link rel=stylesheet href=data:text/css,x onload={js}>",
    "<style onload={js}>*{{background:url(javascript:{js})}}</style>",
    "<noscript><p title='</noscript><img src=x onerror={js}>'>",
    "<div hx-get=/help/ hx-trigger=load hx-on::after-request={js}>x</div>",
    "<div hx-get=/help/ hx-trigger='load[{js}]' hx-vals='js:{{a:{js}}}'>x</div>",
    "javascript:{js}",
    "data:text/html,<script>opener.{js}</script>",
    "{{% debug %}}{{{{ request }}}}<script>{js}</script>",
    "${{{js}}}#{{{js}}}`{js}`",
)
BREAKS = (
    "",
    '"',
    "'",
    '">',
    "'>",
    "`",
    "</title>",
    "</textarea>",
    "</script>",
    "</style>",
    "</option></select>",
    "</noscript>",
    "-->",
    "]]>",
    '" autofocus onfocus={js} x="',
    "' onpointerover={js} x='",
    "\\",
)


def _wide(text: str) -> str:
    return "".join({"<": "＜", ">": "＞", '"': "＂"}.get(one, one) for one in text)


DISGUISES = (str, str.upper, escape, lambda text: escape(escape(text)), quote, _wide, lambda text: text[:-1])


def payloads() -> list[str]:
    """All of them. `ran(7)` is what the seventh calls, where it comes to run."""
    number = count()
    found = []
    for disguise, start, vector in product(DISGUISES, BREAKS, VECTORS):
        js = f"ran({next(number)})"
        found.append(disguise(start.replace("{js}", js) + vector.format(js=js)))
    return found
