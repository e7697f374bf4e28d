/** The style of the documentation page: no other file is needed to read it. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --text: #1d2430; --muted: #5b6472; --line: #dfe3e8; --surface: #fff;
  --raised: #f6f7f9; --accent: #2f5fd0; --get: #1f7a4d; --post: #2f5fd0; --patch: #8a5a00; --delete: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ee; --muted: #9aa4b2; --line: #2c333d;
  --surface: #14181e; --raised: #1b2028; --accent: #8fb0ff; --get: #6fcf9a; --post: #8fb0ff; --patch: #e3b35a;
  --delete: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.55 system-ui, sans-serif; color: var(--text); background: var(--surface); }
a { color: var(--accent); text-underline-offset: 2px; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code, .path { font: 13px/1.5 ui-monospace, monospace; }
code { background: var(--raised); padding: 1px 4px; border-radius: 4px; overflow-wrap: anywhere; }
.page { display: grid; grid-template-columns: 260px minmax(0, 1fr); max-width: 1240px; margin: 0 auto; }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto; padding: 24px 16px;
  font-size: 13px; border-right: 1px solid var(--line); }
nav h2 { font-size: 12px; color: var(--muted); margin: 16px 0 4px; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: block; padding: 2px 0; color: inherit; text-decoration: none; }
nav li a:hover { text-decoration: underline; }
main { padding: 24px 32px 96px; min-width: 0; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 8px; }
main > section > h2 { font-size: 20px; margin: 48px 0 8px; padding-bottom: 8px; border-bottom: 1px solid var(--line); }
article { padding: 20px 0; border-bottom: 1px solid var(--line); scroll-margin-top: 8px; }
article h3 { font-size: 16px; margin: 0; }
article h4 { font-size: 13px; margin: 16px 0 4px; color: var(--muted); }
.route { display: flex; gap: 8px; align-items: baseline; margin: 4px 0; flex-wrap: wrap; }
.method { font: 600 12px ui-monospace, monospace; }
.get { color: var(--get); } .post { color: var(--post); } .patch { color: var(--patch); } .delete { color: var(--delete); }
.muted { color: var(--muted); }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th { text-align: left; font-size: 12px; color: var(--muted); font-weight: 500; }
th, td { padding: 4px 12px 4px 0; vertical-align: top; border-top: 1px solid var(--line); }
ul.fields { list-style: none; margin: 0; padding: 0 0 0 16px; border-left: 1px solid var(--line); }
ul.fields li { padding: 2px 0; }
summary { cursor: pointer; }
@media (max-width: 800px) { .page { display: block; } nav { position: static; max-height: none; border: 0; }
  main { padding: 0 16px 64px; } table { display: block; overflow-x: auto; } }
@media print { nav { display: none; } .page { display: block; } }
`;
