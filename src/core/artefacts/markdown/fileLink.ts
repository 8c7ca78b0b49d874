import { codeSpan } from './codeSpan.ts';

export interface LineRange {
  readonly firstLine: number;
  readonly lastLine: number;
}

/**
 * A link to a file of the run folder, or to lines of it, in the form that both VS Code and code-hosting sites follow
 * (`file#L3-L5`). A path that leads out of the folder gets no link.
 */
export function fileLink(file: string, lines?: LineRange): string {
  const range = lines === undefined ? '' : rangeText(lines);
  const text = codeSpan(range === '' ? file : `${file}:${range.replaceAll('L', '')}`);
  const segments = file.split('/');
  // A label with brackets, or a path with a scheme, up or from the root, is no file that this tool made.
  if (/[[\]\\:]/.test(file) || segments.some((segment) => segment === '' || segment === '.' || segment === '..'))
    return text;
  const target = segments.map(encodeSegment).join('/');
  return `[${text}](${target}${range === '' ? '' : `#${range}`})`;
}

function rangeText({ firstLine, lastLine }: LineRange): string {
  return lastLine > firstLine ? `L${firstLine}-L${lastLine}` : `L${firstLine}`;
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\ufffd')).replace(
    /[()*'!]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
}
