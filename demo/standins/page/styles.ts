/** Colours and measures of the page. Dark, as Discord is; one column below 900 px. */
export const styles = `
:root { --bg: #313338; --deep: #1e1f22; --panel: #2b2d31; --line: #3f4147; --text: #dbdee1; --head: #f2f3f5; --mute: #a3a9b3;
  --link: #00a8fc; --red: #f0525a; --amber: #f0b232; --green: #23a55a; --blurple: #5865f2; }
* { box-sizing: border-box; }
html, body { margin: 0; height: 100%; }
body { display: flex; flex-direction: column; background: var(--deep); color: var(--text);
  font: 15px/1.4 "gg sans", "Noto Sans", "Helvetica Neue", Helvetica, Arial, sans-serif; -webkit-text-size-adjust: 100%; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
h2 { margin: 0; font-size: 16px; color: var(--head); } p { margin: 0; }
code, pre { font: 13px/1.35 Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; }
summary { cursor: pointer; } .empty { color: var(--mute); padding: 16px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }

.top { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 14px; padding: 8px 16px; }
.top strong { color: var(--head); } #bar { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
.chip { padding: 2px 10px; border-radius: 12px; background: var(--panel); color: var(--text); font-size: 13px; white-space: nowrap; }
.chip.ringing { background: #7d2329; color: #fff; } .chip.alive::before, .chip.late::before, .chip.waiting::before { content: ""; display: inline-block;
  width: 8px; height: 8px; border-radius: 4px; margin-right: 6px; background: var(--green); } .chip.late::before { background: var(--red); } .chip.waiting::before { background: var(--mute); }
.broken { padding: 2px 10px; border-radius: 4px; background: var(--amber); color: #1e1f22; font-size: 13px; font-weight: 600; }
.lost { display: none; padding: 8px 16px; background: var(--red); color: #1e1f22; font-weight: 600; } body.gone .lost { display: block; }

main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 1fr) 380px; gap: 12px; padding: 0 12px 12px; }
.discord { display: flex; flex-direction: column; min-height: 0; background: var(--bg); border-radius: 8px; overflow: hidden; }
.discord > header { display: flex; align-items: baseline; gap: 8px; padding: 11px 16px; border-bottom: 1px solid #26272b; }
.hash { color: var(--mute); font-size: 20px; line-height: 1; } .topic { color: var(--mute); font-size: 13px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
#channel { flex: 1; min-height: 0; overflow-y: auto; display: flex; flex-direction: column-reverse; padding: 12px 0; overflow-anchor: auto; scrollbar-color: #1a1b1e transparent; }
aside { min-height: 0; overflow-y: auto; display: flex; flex-direction: column; gap: 12px; scrollbar-color: #3f4147 transparent; }

.message { display: flex; gap: 14px; padding: 7px 16px; flex: none; } .message:hover { background: #2e3035; }
.message:last-child { margin-top: auto; }
.avatar { flex: none; width: 40px; height: 40px; border-radius: 50%; background: var(--blurple); color: #fff; font-weight: 600; font-size: 18px; display: grid; place-items: center; }
.content { min-width: 0; flex: 1; overflow-wrap: anywhere; }
.message header { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 7px; }
.username { color: var(--head); font-weight: 600; } .app { background: var(--blurple); color: #fff; font-size: 10px; font-weight: 600; border-radius: 3px; padding: 1px 4px; }
.message time, .thread, .removed, .rang { color: var(--mute); font-size: 12px; } .removed { color: var(--red); } .rang { color: var(--amber); }
.gone .text, .gone .embed, .gone .press { display: inline-flex; gap: 4px; margin: 0; } .press .button { border: 0; cursor: pointer; font: inherit; font-size: 14px; } .button.main { background: var(--blurple); }
.menu { align-self: center; color: var(--faint, #949ba4); font-size: 13px; } .answer { border-left: 3px solid var(--blurple); opacity: .9; }
.buttons { opacity: .45; }
.text, .description, .value { white-space: pre-wrap; }
.mention { background: #3c4270; color: #c9cdfb; border-radius: 3px; padding: 0 2px; font-weight: 500; }
.time { background: #3a3c42; border-radius: 3px; padding: 0 2px; } .spoiler { background: #45474d; border-radius: 3px; padding: 0 2px; }
.content code { background: var(--deep); border-radius: 3px; padding: 1px 4px; font-size: 85%; }
.content pre { background: var(--deep); border: 1px solid #232428; border-radius: 4px; padding: 7px; margin: 5px 0; white-space: pre-wrap; } .content pre code { padding: 0; background: none; font-size: 13px; }
.h1 { font-size: 1.5em; font-weight: 700; color: var(--head); } .h2 { font-size: 1.25em; font-weight: 700; color: var(--head); } .h3 { font-size: 1.1em; font-weight: 700; color: var(--head); }
.subtext { font-size: 12px; color: var(--mute); } .quote { border-left: 4px solid #4e5058; padding-left: 10px; }
.item { padding-left: 16px; position: relative; } .item::before { content: "•"; position: absolute; left: 4px; } .item.counted { padding-left: 24px; } .item.counted::before { content: none; } .item.counted b { position: absolute; left: 2px; font-weight: 400; }
.embed { max-width: 560px; margin-top: 5px; padding: 9px 16px 13px 12px; border-left: 4px solid; border-radius: 4px; background: var(--panel); font-size: 14px; }
.embed .author { color: var(--head); font-size: 13px; font-weight: 600; margin-top: 4px; } .embed .title { color: var(--head); font-size: 16px; font-weight: 600; margin-top: 5px; }
.embed .description { margin-top: 6px; } .picture { margin-top: 8px; font-size: 12px; }
.fields { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: 8px 12px; margin-top: 8px; } .field .name { color: var(--head); font-weight: 600; }
.footer { margin-top: 9px; font-size: 12px; color: #bcc1c8; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px; }
.button { display: inline-flex; align-items: center; gap: 8px; min-height: 34px; padding: 4px 14px; border-radius: 4px; background: #4e5058; color: #fff; font-size: 14px; font-weight: 500; } .button:hover { background: #6d6f78; text-decoration: none; } .button.off { opacity: .5; } .out { font-size: 12px; }
.file { margin-top: 6px; color: var(--mute); font-size: 13px; }
.edited { margin-top: 2px; color: var(--mute); font-size: 12px; } .edited summary { width: fit-content; list-style: none; } .edited summary::-webkit-details-marker { display: none; } .edited summary:hover { text-decoration: underline; }
.edited ol { margin: 4px 0 2px; padding: 6px 10px; list-style: none; background: var(--panel); border-radius: 4px; } .edited .at { font-variant-numeric: tabular-nums; } .edited .after { display: inline-block; min-width: 48px; color: var(--text); }

.phone, .pulse, .tools { background: var(--panel); border-radius: 8px; padding: 12px; } .phone header, .pulse header { display: flex; align-items: baseline; justify-content: space-between; margin-bottom: 8px; }
.phone .empty { padding: 4px 0; } .count b { font-size: 22px; color: var(--head); } .phone ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; }
.notice { background: var(--bg); border-radius: 10px; padding: 10px 12px; border-left: 4px solid var(--green); overflow-wrap: anywhere; }
.notice.triggered { border-left-color: var(--red); } .notice.acknowledged { border-left-color: var(--amber); } .notice.resolved .summary { color: #bcc1c8; }
.line { display: flex; align-items: center; gap: 8px; font-size: 12px; color: var(--mute); } .line time { margin-left: auto; }
.pill { padding: 1px 7px; border-radius: 9px; font-weight: 700; background: #1d5737; color: #d7f5e3; } .triggered .pill { background: #8d2a30; color: #fff; } .acknowledged .pill { background: var(--amber); color: #1e1f22; }
.severity.critical { color: #ff9a9f; } .severity.error { color: #ffb38a; } .severity.warning { color: #f7d17c; }
.summary { color: var(--head); font-weight: 600; margin: 4px 0 2px; } .where { color: var(--mute); font-size: 13px; } .label { display: inline-block; margin-left: 6px; padding: 0 6px; border-radius: 3px; background: #404249; color: var(--text); font-size: 12px; }
.notice details, .changes, .tools details { font-size: 13px; color: var(--mute); } .notice details { margin-top: 4px; } .notice dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 8px; margin: 6px 0; } .notice dt { color: var(--mute); } .notice dd { margin: 0; color: var(--text); }
.notice pre { white-space: pre-wrap; background: var(--deep); padding: 8px; border-radius: 4px; margin: 4px 0; max-height: 240px; overflow-y: auto; color: var(--text); } .changes { margin-top: 8px; }
.notice form { margin-top: 8px; } .notice button { width: 100%; min-height: 40px; border: 0; border-radius: 8px; background: var(--blurple); color: #fff; font: inherit; font-weight: 600; cursor: pointer; } .notice button:hover { background: #4752c4; }
.beat { display: flex; align-items: center; gap: 10px; font-size: 18px; color: var(--head); } .dot { width: 14px; height: 14px; border-radius: 50%; background: var(--mute); } .alive .dot { background: var(--green); } .late .dot { background: var(--red); }
.pulse p { color: var(--mute); font-size: 13px; margin-top: 4px; } .pulse .alarm { color: #ff9a9f; font-weight: 600; }
.tools { display: grid; gap: 6px; } .tools form { display: flex; align-items: center; justify-content: space-between; gap: 8px; margin-top: 8px; color: var(--text); }
.modes { display: flex; gap: 4px; flex-wrap: wrap; } .modes button { min-height: 30px; padding: 2px 8px; border: 1px solid var(--line); border-radius: 4px; background: var(--bg); color: var(--text); font: inherit; font-size: 13px; cursor: pointer; } .modes button[aria-pressed] { background: var(--blurple); border-color: var(--blurple); color: #fff; }
.scroll { max-height: 280px; overflow: auto; margin: 6px 0; } table { border-collapse: collapse; font-size: 12px; width: 100%; } td { padding: 2px 6px 2px 0; vertical-align: top; overflow-wrap: anywhere; } td:nth-child(-n+3) { white-space: nowrap; } .fine td:nth-child(3) { color: #5ad08b; } .refused td:nth-child(3), .refused td:last-child { color: #ff9a9f; }

@media (max-width: 900px) {
  html, body { height: auto; } main { display: flex; flex-direction: column; padding: 0 8px 8px; } .top { position: sticky; top: 0; z-index: 1; background: var(--deep); padding: 8px; }
  #channel { max-height: 72vh; max-height: 72svh; padding: 8px 0; } aside { overflow: visible; } #phone, #pulse, #channel { scroll-margin-top: 90px; }
  .message { gap: 10px; padding: 6px 10px; } .avatar { width: 30px; height: 30px; font-size: 14px; } .topic { display: none; } .button { min-height: 40px; }
}
@media (max-width: 480px) { .fields { grid-auto-flow: row; } }
`;
