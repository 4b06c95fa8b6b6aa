/** The page's whole style. Text on every ground has a contrast of at least 4.5:1 in both schemes. */
export const style = `
:root{color-scheme:light dark;
--ground:#f4f6f8;--card:#fff;--text:#1a2027;--soft:#55606c;--line:#dde3e9;
--good:#1a7437;--warn:#8a5800;--bad:#bf2330;--unknown:#6045a8;
--good-tint:#e6f4ea;--warn-tint:#fdf1dc;--bad-tint:#fdeaea;--unknown-tint:#eeeafa}
@media (prefers-color-scheme:dark){:root{
--ground:#0e1217;--card:#171c23;--text:#e7ecf1;--soft:#9ba6b2;--line:#2a323c;
--good:#57c27a;--warn:#e2ae4a;--bad:#ff8580;--unknown:#b8a4f4;
--good-tint:#12261a;--warn-tint:#2b2210;--bad-tint:#311719;--unknown-tint:#201a33}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--text);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
font-variant-numeric:tabular-nums}
.page{max-width:60rem;margin:0 auto;padding:1.25rem 1rem 3rem}
h1,h2,h3,p,dl,dd,ul,table{margin:0}
a{color:inherit}
.soft{color:var(--soft)}
.small{font-size:.875rem}
.good{--tone:var(--good);--tint:var(--good-tint)}
.warn{--tone:var(--warn);--tint:var(--warn-tint)}
.bad{--tone:var(--bad);--tint:var(--bad-tint)}
.unknown{--tone:var(--unknown);--tint:var(--unknown-tint)}
.state{color:var(--tone);font-weight:600;white-space:nowrap}
.top{display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between;align-items:baseline;margin-bottom:1rem}
.name{font-weight:600;overflow-wrap:anywhere}
.hero{background:var(--tint);border:1px solid var(--tone);border-radius:14px;padding:1.25rem;
display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;align-items:center;align-content:center}
.hero .badge{grid-row:1/3;width:3.25rem;height:3.25rem;border-radius:50%;background:var(--tone);color:var(--card);
display:grid;place-items:center;font-size:1.6rem;font-weight:700;line-height:1}
.hero h1{font-size:1.5rem;line-height:1.25;letter-spacing:-.01em;color:var(--tone);overflow-wrap:anywhere}
.hero p{overflow-wrap:anywhere}
.old .state{white-space:normal}
section{margin-top:2rem}
h2{font-size:1.0625rem;margin-bottom:.75rem;overflow-wrap:anywhere}
h2 .state{font-size:.9375rem;margin-left:.5rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,16.5rem),1fr));gap:.75rem;padding:0;list-style:none}
.card{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--tone);border-radius:10px;padding:.75rem 1rem}
.card h3{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 .75rem;font-size:1rem;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:repeat(3,1fr);gap:0 1rem;margin-top:.4rem}
.facts dt{color:var(--soft);font-size:.8125rem}
.facts dd{font-size:.9375rem}
.cards.wide{grid-template-columns:1fr}
.card.alone{margin-bottom:1rem}
.card .figure{font-size:1.0625rem;color:var(--text)}
.card .sheet{margin-top:.6rem}
.card p{margin-top:.35rem;font-size:.875rem;color:var(--soft);overflow-wrap:anywhere}
.sheet{background:var(--card);border:1px solid var(--line);border-radius:10px;overflow-x:auto}
table{width:100%;border-collapse:collapse}
th,td{padding:.55rem .5rem;text-align:left;vertical-align:top;border-top:1px solid var(--line);overflow-wrap:break-word}
thead th{border-top:0;color:var(--soft);font-weight:500;font-size:.8125rem}
th:first-child,td:first-child{padding-left:1rem}
th:last-child,td:last-child{padding-right:1rem}
tbody th{font-weight:600;min-width:5.6rem;overflow-wrap:anywhere}
td.number,th.number{text-align:right;white-space:nowrap}
td .state{white-space:normal}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
td small,th small{display:block;font-weight:400;font-size:.8125rem;color:var(--soft)}
.plain{padding:.75rem 1rem;color:var(--soft)}
.notes{padding-left:1.25rem}
.notes li{margin-bottom:.25rem;overflow-wrap:anywhere}
footer{margin-top:2.5rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.875rem}
@media (max-width:30rem){
.page{padding-left:.75rem;padding-right:.75rem}
.hero{padding:1rem}.hero .badge{width:2.75rem;height:2.75rem;font-size:1.3rem}.hero h1{font-size:1.25rem}
th,td{padding-left:.25rem;padding-right:.25rem}th:first-child,td:first-child{padding-left:.75rem}
th:last-child,td:last-child{padding-right:.75rem}table{font-size:.875rem}td.number{font-size:.8125rem}td .state{font-size:.8125rem}td small,th small{font-size:.75rem}}
`.trim();
