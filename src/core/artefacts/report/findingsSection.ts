import type { Finding } from '../../findings/finding.ts';
import type { ArtefactFile } from '../artefactFile.ts';
import { codeSpan } from '../markdown/codeSpan.ts';
import { fileLink } from '../markdown/fileLink.ts';
import { plainText } from '../markdown/plainText.ts';
import type { RunMetadata } from '../metadata.ts';

const severities = ['error', 'warning', 'info'] as const;

/** The findings, gravest first, each with its evidence as links to lines. */
export function findingsSection({ findings }: RunMetadata, files: readonly ArtefactFile[]): string {
  const sorted = severities.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
  if (sorted.length === 0) return '## Findings\n\nNone.';
  return ['## Findings', ...sorted.map((finding) => findingText(finding, files))].join('\n\n');
}

function findingText(finding: Finding, files: readonly ArtefactFile[]): string {
  const { kind, severity, title, explanation, evidence, next } = finding;
  const places = evidence.map(({ file, firstLine, lastLine, what }) => {
    const exists = files.some((each) => each.file === file);
    const place = exists ? fileLink(file, { firstLine, lastLine }) : codeSpan(file);
    return `- ${place}: ${plainText(what)}`;
  });
  const paragraphs = explanation.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== '');
  return [
    `### ${severity}: ${plainText(title)}`,
    ...paragraphs.map(plainText),
    ...(places.length === 0 ? [] : [places.join('\n')]),
    ...(next.trim() === '' ? [] : [`What to do next: ${plainText(next)}`]),
    `Rule: ${codeSpan(kind)}`,
  ].join('\n\n');
}
