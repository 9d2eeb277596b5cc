/**
 * Colours are those of the theme. Nothing scrolls by itself, so that the keys that scroll the page are enough; what
 * has a colour has a shape and a word as well.
 */
export const BUCKET_PAGE_STYLE = `
body { color: var(--vscode-foreground); background: var(--vscode-editor-background); font-family: var(--vscode-font-family);
  font-size: var(--vscode-font-size, 13px); line-height: 1.5; padding: 0 1.5rem 3rem; overflow-wrap: anywhere; }
main { max-width: 60rem; }
h1 { font-size: 1.7em; margin: 1rem 0 0.5rem; }
h2 { font-size: 1.3em; margin: 2rem 0 0.5rem; padding-bottom: 0.2rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.1em; margin: 1.2rem 0 0.3rem; }
h4 { font-size: 1em; margin: 0 0 0.3rem; }
p { margin: 0.3rem 0; }
:root { --line: var(--vscode-contrastBorder, var(--vscode-panel-border, var(--vscode-widget-border, #8888))); }
.notice { border: 1px solid var(--line); border-left-width: 0.4rem; padding: 0.4rem 0.8rem; margin: 0.6rem 0; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.15rem 1rem; margin: 0.3rem 0; }
dt { color: var(--vscode-descriptionForeground); }
dd { margin: 0; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0; }
caption { text-align: left; color: var(--vscode-descriptionForeground); margin-bottom: 0.3rem; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.8rem 0.3rem 0; border-bottom: 1px solid var(--line);
  font-weight: normal; }
thead th { font-weight: 600; white-space: nowrap; }
th.word, td.word { white-space: nowrap; }
ol.steps { padding-left: 1.6rem; }
ol.steps > li { margin: 0.8rem 0; }
ol.steps h3 { margin: 0; }
ul { margin: 0.2rem 0; padding-left: 1.2rem; }
.standing { font-weight: 600; }
.result { border: 1px solid var(--line); padding: 0.6rem 0.8rem; margin: 0.6rem 0; }
.mark { display: inline-block; width: 1.3em; text-align: center; }
.critical, .open, .yes { color: var(--vscode-palisade-severity-critical, var(--vscode-editorError-foreground)); }
.high { color: var(--vscode-palisade-severity-high, var(--vscode-editorWarning-foreground)); }
.medium, .partly { color: var(--vscode-palisade-severity-medium, var(--vscode-editorWarning-foreground)); }
.low { color: var(--vscode-palisade-severity-low, var(--vscode-editorInfo-foreground)); }
.informational, .pass, .closed, .no, .none { color: var(--vscode-palisade-severity-informational, var(--vscode-testing-iconPassed)); }
.unknown, .not-applicable { color: var(--vscode-foreground); }
pre, code { font-family: var(--vscode-editor-font-family, monospace); font-size: var(--vscode-editor-font-size, 13px); }
pre { white-space: pre-wrap; margin: 0.5rem 0; padding: 0.6rem 0.8rem; border: 1px solid var(--line);
  background: var(--vscode-textCodeBlock-background, transparent); }
td.data { white-space: pre-wrap; font-family: var(--vscode-editor-font-family, monospace); }
`;
