"""The looks of a form as a page: calm on a desk, a column of cards on a phone, the paper form in print."""

SCREEN = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1d2329; --soft: #5f6b76; --line: #dfe3e7; --rule: #aab3bc;
  --head: #f3f5f7; --bar: #3d7ab0; --rest: #b9cfe2 }
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #15181c; --ink: #e4e7ea; --soft: #98a3ad; --line: #2b3138; --rule: #58626c; --head: #1f242a; --bar: #2f73ab;
    --rest: #8fb5d5 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 14px/1.5 system-ui, "PingFang SC",
  "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; overflow-wrap: anywhere }
:lang(zh-Hant) { font-family: system-ui, "PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC", sans-serif }
main { max-width: 1240px; margin: 0 auto; padding: 20px 16px 48px }
h1 { font-size: 22px; line-height: 1.3; margin: 0 0 10px }
h2 { font-size: 16px; margin: 28px 0 8px; break-after: avoid } h3 { font-size: 14px; margin: 14px 0 4px; break-after: avoid }
blockquote { margin: 8px 0; padding-left: 10px; border-left: 3px solid var(--rule); color: var(--soft) }
p { margin: 8px 0 } section { overflow-x: auto } .none { color: var(--soft) }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: 4px 8px; font-variant-numeric: tabular-nums }
td { white-space: pre-line } th { font-weight: 600; overflow-wrap: break-word }
.facts th { width: 11em; color: var(--soft); font-weight: 400; padding-left: 0 }
.facts tr + tr > * { border-top: 1px solid var(--line) }
.figures th { padding-top: 8px } .figures td { white-space: normal; padding: 4px 0 }
.n { display: inline-block; vertical-align: top; padding: 3px 22px 3px 0 }
.n i { display: block; color: var(--soft); font: inherit; font-size: 12px; line-height: 1.3 }
.n b { font-size: 15px; line-height: 1.35; font-weight: 600 } .sep { display: none }
.list { border: 1px solid var(--line); font-size: 13px } .list th, .list td { border: 1px solid var(--line) }
.list thead th { background: var(--head); font-size: 12px }
.w { white-space: nowrap; overflow-wrap: normal } .g { white-space: pre; font-family: ui-monospace, Consolas, monospace } .two thead th { word-break: keep-all }
.two .card tr:first-child td { border-top-color: var(--rule) }
.two td, .two th { padding: 3px 5px }
.list .r { text-align: right } td.r { white-space: normal; overflow-wrap: normal }
.numbers td:first-child { white-space: nowrap }
.badge { float: right; margin: 0 0 8px 16px; font-size: 34px; font-weight: 700; line-height: 1 }
.list.hand { table-layout: fixed } .hand td.legend { color: var(--soft) } .hand td.m:first-child { font-size: 17px; font-weight: 700 }
.hand td.m { font-weight: 600 }
.tick { display: inline-block; min-width: 21px; height: 21px; margin: 1px 1px 1px 0; padding: 2px 3px; border: 1px solid var(--rule);
  font-size: 11px; line-height: 15px; text-align: left; white-space: nowrap }
.chart th { font-weight: 400; white-space: nowrap; width: 1% } .chart td { padding: 3px 8px }
.chart .r { text-align: right; white-space: nowrap; width: 1% }
.chart tr > :first-child { padding-left: 0 }
.bar { height: 13px; margin-top: 4px; min-width: 1px; background: var(--bar); border-radius: 0 2px 2px 0 }
.rest { background: var(--rest) } .rest .bar { margin: 0; border-radius: 0 }
.boxes { margin-top: 32px } .boxes th, .boxes td { border: 1px solid var(--line) }
.boxes th { background: var(--head) } .boxes td { height: 64px }
@media screen and (max-width: 900px) {
  main { padding: 14px 12px 40px }
  .facts th, .facts td, .figures th, .figures td, .boxes tr, .boxes th, .boxes td { display: block; width: auto }
  .facts th { padding: 6px 0 0 } .facts td { padding: 0 0 6px }
  .facts tr + tr > td { border-top: 0 } .figures th { padding: 10px 0 0; color: var(--ink); font-weight: 600 } .n { padding-right: 18px }
  .boxes thead, .boxes tbody { display: table-cell; width: 50% }
  .boxes td { height: auto; min-height: 34px }
  .list, .list tbody, .list tr { display: block; border: 0 } .list thead { display: none }
  .card { border-top: 1px solid var(--rule) !important; padding: 8px 0 }
  .list td { display: inline-block; border: 0; padding: 0 14px 0 0; max-width: 100%; text-align: left !important }
  .hand thead { display: block } .hand thead th { display: none }
  .list td:empty { display: none } .list td.m { font-weight: 600 }
  .list td:not(.m)::before { content: attr(data-t) " "; color: var(--soft); font-size: 12px }
}
"""
# A style sheet of its own: some mail programs throw away one that has a rule for pages in it.
PRINT = """
@page { size: A4 landscape; margin: 9mm 9mm 12mm; @bottom-center { content: counter(page) " / " counter(pages);
  font: 8pt sans-serif } }
@media print {
  section { overflow: visible }
  :root { color-scheme: only light }
  body { font-size: 8.5pt; line-height: 1.3 } main { max-width: none; padding: 0 1px }
  h1 { font-size: 15pt; margin-bottom: 4pt; text-align: center } h2 { font-size: 10.5pt; margin: 9pt 0 3pt }
  th, td { padding: 1.5pt 4pt } .list, .list thead th, .n i { font-size: 8pt } .n b { font-size: 9.5pt }
  .n { padding: 1pt 14pt 1pt 0 } .two td, .two th { padding: 1pt 3pt }
  .badge { font-size: 30pt } .hand .card tr:first-child td { border-top: 1pt solid #444 }
  .hand td.h { vertical-align: middle; white-space: normal } .hand tr + tr td.h, .hand:not(.two) td.h { height: 8mm }
  .hand td.m:first-child { font-size: 13pt; line-height: 1 } .hand .legend { font-size: 7.5pt; color: inherit }
  .tick { min-width: 5.1mm; height: 5.6mm; padding: 0 0.5mm; font-size: 6.5pt; line-height: 3mm; margin: 0.2mm 0.4mm 0.2mm 0;
    border: 0.6pt solid #444 }
  thead { display: table-header-group } tr, .card, .chart, .boxes { break-inside: avoid }
  .boxes { margin-top: 12pt } .boxes td { height: 18mm } .bar { height: 7pt; margin-top: 2pt }
  .list thead th, .boxes th, .bar { print-color-adjust: exact; -webkit-print-color-adjust: exact }
}
"""
