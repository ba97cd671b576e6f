/**
 * Colours of every page, each at least 4.5 : 1 on what is behind it, in light and in dark:
 * https://www.w3.org/TR/WCAG22/#contrast-minimum
 */
const COLORS = `
:root {
  color-scheme: light dark;
  --back: #f6f8fa; --card: #fff; --text: #1f2328; --dim: #57606a; --edge: #d1d9e0; --soft: #eef1f4;
  --link: #0550ae;
  --good: #1a6e31; --good-back: #e6f6ea; --bad: #b3151f; --bad-back: #ffeceb; --unsure: #7d5600; --unsure-back: #fff4d1;
  --seed: #8250df; --invoke: #0969da; --verify: #0a7f86; --cleanup: #6e7781;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #0d1117; --card: #151b23; --text: #f0f3f6; --dim: #a3adb8; --edge: #3d444d; --soft: #212830;
    --link: #6cb2ff;
    --good: #56d364; --good-back: #12261a; --bad: #ff7b72; --bad-back: #2d1517; --unsure: #e3b341; --unsure-back: #272115;
    --seed: #ab7df8; --invoke: #4493f8; --verify: #39b5bd; --cleanup: #9198a1;
  }
}
@media print {
  :root {
    color-scheme: light;
    --back: #fff; --card: #fff; --text: #000; --dim: #444; --edge: #bbb; --soft: #f2f2f2; --link: #0550ae;
    --good: #1a6e31; --good-back: #fff; --bad: #b3151f; --bad-back: #fff; --unsure: #7d5600; --unsure-back: #fff;
    --seed: #8250df; --invoke: #0969da; --verify: #0a7f86; --cleanup: #6e7781;
  }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  section, .card, details { break-inside: avoid; }
  pre { max-height: none !important; }
}`;

/** What a report and a trend have in common. */
export const BASE_STYLE = `${COLORS}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
h1, h2, h3, p, dl, dd, table, pre, figure { margin: 0; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .75rem; }
h3 { font-size: 1rem; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
code, pre, .mono { font: .87em/1.5 ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
code, pre, .text { unicode-bidi: isolate; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; background: var(--soft); border-radius: 6px; padding: .6rem .75rem; max-height: 24rem; overflow: auto; }
.card { background: var(--card); border: 1px solid var(--edge); border-radius: 10px; }
.dim { color: var(--dim); }
.good { color: var(--good); } .bad { color: var(--bad); } .unsure { color: var(--unsure); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.hero { margin-top: 1.5rem; padding: 1.4rem 1.5rem; border-left-width: 8px; }
.hero.good { border-left-color: var(--good); background: var(--good-back); }
.hero.bad { border-left-color: var(--bad); background: var(--bad-back); }
.hero.unsure { border-left-color: var(--unsure); background: var(--unsure-back); }
.hero h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -.01em; }
.hero p { color: var(--text); margin-top: .35rem; font-size: 1.05rem; }
.facts { display: flex; flex-wrap: wrap; gap: .75rem 2.5rem; margin-top: 1.1rem; color: var(--text); }
.facts dt { color: var(--dim); font-size: .82rem; }
.facts dd { overflow-wrap: anywhere; }
.facts a { white-space: nowrap; margin-right: .8em; }
.pill { display: inline-block; border: 1px solid currentColor; border-radius: 99px; padding: 0 .55em; font-size: .8rem; line-height: 1.5; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; }
footer { padding-top: 2rem; padding-bottom: 2rem; color: var(--dim); font-size: .85rem; }
@media (max-width: 40rem) {
  header, main, footer { padding-left: .75rem; padding-right: .75rem; }
  .hero { padding: 1rem; }
  .hero h1 { font-size: 1.5rem; }
}
`;
