import { svgStyle } from '../../core/artefacts/svg/svgStyle.ts';
import { xmlText } from '../../core/artefacts/svg/xmlText.ts';

/** A drawing and the same in words. */
export interface Drawing {
  readonly title: string;
  /** Without a style of its own. */
  readonly svg: string;
  readonly tables: readonly DrawingTable[];
  /** What the drawing says in words. */
  readonly notes: readonly string[];
}

/** Cells are plain text. */
export interface DrawingTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** VS Code's theme for the drawing, whatever the system's light or dark is. */
const style = `${svgStyle}
body svg.drawing {
  --drawing-back: var(--vscode-editor-background); --drawing-fore: var(--vscode-editor-foreground);
  --drawing-quiet: var(--vscode-descriptionForeground); --drawing-grid: var(--vscode-editorIndentGuide-background1, #8884);
  --drawing-plain: var(--vscode-disabledForeground, #888); --drawing-phase: var(--vscode-charts-blue);
  --drawing-chain: var(--vscode-charts-orange); --drawing-bad: var(--vscode-charts-red);
}
body { padding: 0 20px 20px; color: var(--vscode-editor-foreground); background: var(--vscode-editor-background); }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
svg.drawing { min-width: 640px; width: 100%; max-width: 1400px; height: auto; }
/* For screen readers, which are told of the drawing nothing but its title. */
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
table { border-collapse: collapse; margin-top: 16px; }
caption, h2 { text-align: left; font-weight: 600; font-size: 1em; padding: 8px 0; }
th, td { text-align: left; padding: 2px 16px 2px 0; border-bottom: 1px solid var(--vscode-panel-border, #8884); vertical-align: top; }
`;

/**
 * A page that shows a drawing: no script, nothing from elsewhere, the theme's colours; scrolled by keyboard, and followed by
 * the same as tables for who does not see it.
 */
export function drawingPage({ title, svg, tables, notes }: Drawing, nonce: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'">
<title>${xmlText(title)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<div class="scroll" tabindex="0" role="region" aria-label="${xmlText(title)}">
${svg}</div>
${notes.map((note) => `<p class="unseen">${xmlText(note)}</p>`).join('\n')}
${tables.map(tableText).join('\n')}
</body>
</html>
`;
}

function tableText({ title, columns, rows }: DrawingTable): string {
  const heads = columns.map((column) => `<th scope="col">${xmlText(column)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${xmlText(cell)}</td>`).join('')}</tr>`).join('\n');
  return `<table>\n<caption>${xmlText(title)}</caption>\n<thead><tr>${heads}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}
