/** Of the page of a history. `--l` and `--t` are percents from the left and from the top. */
export const TREND_STYLE = `
.scroll { overflow-x: auto; }
.numbers { font-variant-numeric: tabular-nums; }
.numbers th, .numbers td { padding: .5rem .9rem; border-bottom: 1px solid var(--edge); white-space: nowrap; text-align: right; }
.numbers tr > :first-child { text-align: left; } .numbers tbody tr:last-child > * { border-bottom: 0; }
.numbers thead th { color: var(--dim); font-size: .82rem; background: var(--soft); }
.history { padding: 1rem 1.25rem; margin-bottom: 1rem; }
.history h3 { margin-bottom: .7rem; } .history small { font-weight: 400; }
.plot { position: relative; margin-left: 4.2rem; height: 7.5rem; margin-top: .5rem; }
.plot.strip { height: 2.6rem; }
.plot svg { width: 100%; height: 100%; display: block; overflow: hidden; }
.ys span { position: absolute; right: 100%; top: calc(var(--t) * 1%); transform: translateY(-50%); padding-right: .5rem; font-size: .75rem; color: var(--dim); white-space: nowrap; }
.xs { position: relative; margin-left: 4.2rem; height: 1.5rem; font-size: .75rem; color: var(--dim); }
.xs span { position: absolute; left: calc(var(--l) * 1%); padding: .15rem 0 0 .3em; border-left: 1px solid var(--edge); white-space: nowrap; }
.none { margin-left: 4.2rem; padding: .5rem 0; }
svg .passed { fill: var(--ok); } svg .flaky { fill: var(--shaky); } svg .failed { fill: var(--wrong); } svg .broken { fill: var(--blind); }
svg g:hover path { opacity: .75; }
svg .grid { stroke: var(--edge); fill: none; vector-effect: non-scaling-stroke; stroke-width: 1; }
svg .band { fill: var(--invoke); opacity: .16; }
svg .p50, svg .p95 { fill: none; stroke: var(--invoke); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; vector-effect: non-scaling-stroke; }
svg .p95 { stroke-width: 1; stroke-dasharray: 3 3; }
svg .deployed { fill: none; stroke: var(--seed); stroke-width: 1.5; stroke-dasharray: 4 2; vector-effect: non-scaling-stroke; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; padding: 0; margin: 0 0 .7rem; font-size: .85rem; }
.key { display: inline-block; width: 1.1em; height: .75em; border-radius: 2px; margin-right: .4em; }
.key.passed { background: var(--ok); } .key.flaky { background: var(--shaky); } .key.failed { background: var(--wrong); } .key.broken { background: var(--blind); }
.key.p50 { height: 0; border-top: 3px solid var(--invoke); vertical-align: middle; border-radius: 0; } .key.p95 { height: 0; border-top: 2px dashed var(--invoke); vertical-align: middle; border-radius: 0; }
.key.deployed { width: 0; height: 1em; border-left: 2px dashed var(--seed); vertical-align: middle; border-radius: 0; }
.list th, .list td { padding: .45rem .9rem; border-bottom: 1px solid var(--edge); vertical-align: top; text-align: left; overflow-wrap: anywhere; }
.list thead th { color: var(--dim); font-size: .82rem; background: var(--soft); } .list tbody tr:last-child > * { border-bottom: 0; }
.list tbody th { font-weight: 400; white-space: nowrap; }
:root { --ok: #2da44e; --shaky: #d4a72c; --wrong: #cf222e; --blind: #8c959f; }
@media (prefers-color-scheme: dark) { :root { --ok: #2ea043; --shaky: #d29922; --wrong: #f85149; --blind: #6e7681; } }
@media (max-width: 40rem) {
  .history { padding: .8rem; } .plot, .xs, .none { margin-left: 3.4rem; }
  .numbers th, .numbers td, .list th, .list td { padding: .4rem .55rem; }
  .list { font-size: .9rem; min-width: 40rem; }
}
`;
