"""The look of the coverage page: colours that differ in lightness too, and hatching for what is not held."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light; --ink: #1b1f24; --quiet: #57606a; --line: #d0d7de; }
body { margin: 0; color: var(--ink); background: #fff; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2rem; }
a:focus-visible, summary:focus-visible { outline: 3px solid #b35900; outline-offset: 2px; }
.legend { color: var(--quiet); font-size: .9rem; }
.key { display: inline-block; width: 1em; height: 1em; margin: 0 .3em 0 .8em; vertical-align: -.15em;
  border: 1px solid #57606a; }
svg.map, svg.chart { width: 100%; max-width: 60rem; height: auto; }
svg a:focus-visible { outline: none; } svg a:focus-visible rect { stroke: #b35900; stroke-width: 4; }
rect { stroke: #57606a; stroke-width: 1; } .chart rect { stroke: none; }
rect.h1 { fill: #d6e6f4; } rect.h2 { fill: #abd0e6; } rect.h3 { fill: #6aaed6; } rect.h4 { fill: #3787c0; }
rect.h5 { fill: #105ba4; }
.key.h1 { background: #d6e6f4; } .key.h2 { background: #abd0e6; } .key.h3 { background: #6aaed6; }
.key.h4 { background: #3787c0; } .key.h5 { background: #105ba4; }
rect.known { fill: #fbe3c0; stroke: #8a4b00; stroke-width: 2; stroke-dasharray: 4 2; }
.key.known { background: #fbe3c0; border: 2px dashed #8a4b00; }
rect.none { fill: #fff; } rect.never { fill: #eceff2; stroke-dasharray: 2 3; }
.key.none { background: #fff; } .key.never { background: #eceff2; border-style: dotted; }
text { font: 11px system-ui, sans-serif; text-anchor: middle; fill: var(--ink); }
text.number { font-weight: 600; font-size: 14px; } text.h4, text.h5 { fill: #fff; }
text.axis { fill: var(--quiet); } text.end { text-anchor: end; }
rect.held { fill: #105ba4; } rect.refused { fill: #8a4b00; } rect.unavailable { fill: #6e7781; }
rect.elsewhere { fill: #d4a72c; }
.key.held { background: #105ba4; } .key.refused { background: #8a4b00; }
.key.unavailable { background: #6e7781; }
.key.elsewhere { background: #d4a72c; }
table { border-collapse: collapse; margin: 1rem 0; font-size: .9rem; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
td { font-variant-numeric: tabular-nums; } thead th { border-bottom: 2px solid var(--ink); }
tr:target { background: #fff8c5; } .muted { color: var(--quiet); }
ul { margin: .3rem 0; padding-left: 1.2rem; }
@media (max-width: 45rem) { .bodies { display: block; overflow-x: auto; } }
"""
