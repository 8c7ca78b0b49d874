import type { ArtefactFile } from '../artefactFile.ts';
import { artefactTitle } from '../artefactTitle.ts';
import { evidenceTable } from '../evidenceTable.ts';
import { fileLink } from '../markdown/fileLink.ts';
import { markdownTable } from '../markdown/markdownTable.ts';
import { plainText } from '../markdown/plainText.ts';
import { codeSpan } from '../markdown/codeSpan.ts';
import type { RunMetadata } from '../metadata.ts';
import { sizeText } from './sizeText.ts';

/** These are written again after the report; a size would be wrong as soon as it is read. */
const writtenOn: ReadonlySet<string> = new Set(['metadata.json', 'harness.log', 'timeline.svg']);

/** Evidence → file, lines, state: the captures, then the files of the console and of the run. */
export function evidenceSection(metadata: RunMetadata, files: readonly ArtefactFile[]): string {
  const captures = evidenceTable(metadata).map(({ evidence, file, lines, state }) => [
    plainText(evidence),
    file === null ? '' : linkTo(file, files),
    lines === null ? '' : String(lines),
    plainText(state),
  ]);
  const others = files.flatMap(({ file, bytes }) => {
    const title = artefactTitle(file);
    const size = writtenOn.has(file) ? '' : sizeText(bytes);
    // An empty file (QEMU complained of nothing) is no evidence.
    return title === undefined || bytes === 0 ? [] : [[plainText(title), fileLink(file), '', size]];
  });
  return `## Evidence\n\n${markdownTable(['Evidence', 'File', 'Lines', 'State'], [...captures, ...others])}`;
}

function linkTo(file: string, files: readonly ArtefactFile[]): string {
  return files.some((each) => each.file === file) ? fileLink(file) : codeSpan(file);
}
