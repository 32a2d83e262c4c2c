"""How the report looks: one style sheet, light and dark, for screens and paper."""

STYLE = """
:root { --ink: #1b1f24; --paper: #fff; --soft: #59636e; --line: #d1d9e0; --panel: #f6f8fa;
  --good: #1a7f37; --care: #8a5a00; --bad: #b3261e; --link: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --soft: #9ba7b4;
  --line: #303943; --panel: #161b22; --good: #4ac26b; --care: #e3a530; --bad: #ff8a80; --link: #6cb6ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem;
  padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p { margin: .4rem 0; max-width: 46rem; }
a { color: var(--link); overflow-wrap: anywhere; }
.when, .soft { color: var(--soft); }
.verdict { margin: 1rem 0; padding: .75rem 1rem; border-left: .35rem solid var(--good);
  background: var(--panel); max-width: none; overflow-wrap: anywhere; }
.verdict.care { border-color: var(--care); } .verdict.bad { border-color: var(--bad); }
.figures { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; padding: 0; list-style: none; }
.figures li { flex: 1 1 7rem; padding: .6rem .8rem; background: var(--panel); border-radius: .4rem; }
.figures b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.figures .zero b { color: var(--soft); font-weight: 400; }
.wide { overflow-x: auto; position: relative; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-size: .925rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-bottom: 1px solid var(--line); }
thead th { font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 500; }
td, tbody th { overflow-wrap: break-word; }
table { table-layout: auto; } .title { min-width: 15rem; } .wide td:last-child { max-width: 24rem; }
@media (max-width: 45rem) { .wide table { min-width: 42rem; } }
time { white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal; }
.mark { white-space: nowrap; font-weight: 600; }
.mark.good { color: var(--good); } .mark.care { color: var(--care); } .mark.bad { color: var(--bad); }
.mark.none { color: var(--soft); font-weight: 400; }
details { margin: .75rem 0; } summary { cursor: pointer; font-weight: 600; }
@media print { .wide { overflow: visible; }
  main { max-width: none; padding: 0; } details > * { display: block; } }
"""
