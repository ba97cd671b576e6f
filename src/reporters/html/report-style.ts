/** Of the page of a run. `--l` and `--w` are percents of the run's time. */
export const REPORT_STYLE = `
.trouble { padding: 1rem 1.25rem; margin-bottom: 1rem; border-left-width: 5px; }
.trouble.bad { border-left-color: var(--bad); } .trouble.unsure { border-left-color: var(--unsure); }
article.bad, article.unsure { color: var(--text); }
.trouble h3 { font-size: 1.1rem; }
.trouble dl { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .55rem .75rem; margin-top: .8rem; }
.trouble dt { color: var(--dim); font-size: .9rem; padding-top: .1em; }
.trouble dd { min-width: 0; overflow-wrap: anywhere; }
.trouble dd pre { margin-top: .25rem; }
.trouble ol { margin: 0; padding-left: 1.4rem; }
.trouble a { margin-left: .6em; white-space: nowrap; }
.why { font-weight: 600; white-space: pre-wrap; }
.trouble .pair { grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); }
.pair pre { border: 1px solid var(--edge); border-left: 4px solid var(--good); }
.pair pre.came { border-left-color: var(--bad); }
.trouble summary { cursor: pointer; color: var(--dim); font-size: .9rem; margin-top: .3rem; }
.phase-name { color: var(--dim); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; padding: 0; margin: 0 0 .6rem; font-size: .85rem; }
.key { display: inline-block; width: 1.1em; height: .75em; border-radius: 2px; margin-right: .4em; }
.seed { background: var(--seed); } .invoke { background: var(--invoke); } .verify { background: var(--verify); } .wrong { background: var(--bad); }
.cleanup { background: repeating-linear-gradient(-45deg, var(--cleanup) 0 3px, transparent 3px 5px); box-shadow: inset 0 0 0 1px var(--cleanup); }
.earlier { opacity: .55; } .key.earlier { background: var(--invoke); }
.lanes { overflow: hidden; --name: 24rem; --took: 5.5rem; --pad: 1rem; }
.axis, .row { display: grid; grid-template-columns: var(--name) minmax(0, 1fr) var(--took); align-items: center; padding: 0 var(--pad); }
.axis { border-bottom: 1px solid var(--edge); color: var(--dim); font-size: .75rem; background: var(--soft); }
.axis .lane { grid-column: 2; height: 1.7rem; }
.axis span { position: absolute; left: calc(var(--l) * 1%); padding-left: .3em; border-left: 1px solid var(--edge); line-height: 1.7rem; white-space: nowrap; }
.lanes details + details, .lanes div.row + *, details + div.row { border-top: 1px solid var(--edge); }
.row { padding-top: .5rem; padding-bottom: .5rem; }
summary.row { cursor: pointer; list-style: none; } summary.row::-webkit-details-marker { display: none; }
summary.row:hover { background: var(--soft); } summary.row:focus-visible { outline-offset: -3px; }
.who { min-width: 0; padding-right: .75rem; overflow-wrap: anywhere; }
.who .name { font-weight: 600; }
.who::before { content: "▸"; display: inline-block; width: 1.1em; color: var(--dim); } div.row .who::before { content: ""; }
details[open] > summary .who::before { content: "▾"; }
.who small { display: block; padding-left: 1.35em; }
.took { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.lane { position: relative; height: 1.15rem; }
.lanes i { position: absolute; top: 0; height: 100%; left: calc(var(--l) * 1%); width: max(3px, calc(var(--w) * 1%)); max-width: calc(100% - var(--l) * 1%); min-width: 3px; border-radius: 2px; }
.row > .lane { background: var(--soft); border-radius: 3px; overflow: hidden; }
summary.row:hover > .lane { background: var(--card); }
.more { grid-column: 1 / -1; padding-left: 1.35em; }
.steps { table-layout: fixed; width: calc(100% - 2 * var(--pad)); margin: 0 var(--pad) .6rem; font-size: .9rem; }
.steps caption { text-align: left; padding: .3rem 0 .3rem 1.35em; font-size: .85rem; }
.steps td, .steps th { padding: .18rem 0; vertical-align: top; font-weight: 400; }
.c1 { width: 5.6rem; } .c2 { width: calc(var(--name) - 5.6rem); } .c4 { width: var(--took); }
.steps th { padding-right: .75rem; overflow-wrap: anywhere; }
.steps span { unicode-bidi: isolate; }
.steps th::before { content: "✓" / "passed: "; font-weight: 700; color: var(--good); margin-right: .35em; }
.steps .failed th::before { content: "✗" / "failed: "; color: var(--bad); }
.steps .skipped th::before { content: "–" / "skipped: "; color: var(--dim); }
.steps td:first-child { padding-left: 1.35em; color: var(--dim); }
.steps td:last-child { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.steps td:nth-child(3) { position: relative; height: 1rem; } .steps i { top: .35em; height: .85em; }
.steps small { display: block; padding-left: 1.3em; unicode-bidi: isolate; } .steps em { font-style: normal; color: var(--dim); }
.steps .skipped { color: var(--dim); } .steps .failed span { font-weight: 600; } .steps .failed small { color: var(--bad); }
@media print { details::details-content { content-visibility: visible; height: auto; } }
@media (max-width: 60rem) { .lanes { --name: 16rem; } }
@media (max-width: 40rem) {
  .trouble { padding: .8rem; } .trouble dl { grid-template-columns: minmax(0, 1fr); gap: .15rem; } .trouble dd { margin-bottom: .5rem; }
  .trouble a { margin-left: 0; margin-right: .8em; display: inline-block; }
  .lanes { --pad: .75rem; --took: 4.5rem; }
  .axis { grid-template-columns: minmax(0, 1fr); } .axis .lane { grid-column: 1; }
  .row { grid-template-columns: minmax(0, 1fr) var(--took); row-gap: .3rem; } .row > .lane { grid-column: 1 / -1; grid-row: 2; }
  .steps td:nth-child(3), .c3 { display: none; } .c1 { width: 4rem; } .c2 { width: auto; } .steps td:first-child { padding-left: 0; }
}
`;
