import type { Finding } from '../../findings/finding.ts';
import type { ArtefactFile } from '../artefactFile.ts';
import { codeSpan } from '../markdown/codeSpan.ts';
import { plainText } from '../markdown/plainText.ts';
import { latestCaptures } from '../latestCaptures.ts';
import type { Outcome, RunMetadata } from '../metadata.ts';
import { bootSection } from './bootSection.ts';
import { commandLineSection } from './commandLineSection.ts';
import { endSection } from './endSection.ts';
import { evidenceSection } from './evidenceSection.ts';
import { findingsSection } from './findingsSection.ts';
import { limitationsSection } from './limitationsSection.ts';
import { subjectSection } from './subjectSection.ts';

const outcomeTitle: Readonly<Record<Outcome, string>> = {
  passed: 'Passed',
  unmet: 'Not as expected',
  failed: 'Failed',
  incomplete: 'Incomplete',
};

/**
 * README.md of a run folder: the result in one sentence, then what explains it, then the evidence.
 *
 * Invariant: whatever the guest wrote is escaped (see `markdown/`); it forges no link, heading, table or HTML.
 *
 * @param files what lies in the run folder; only these are linked to
 */
export function report(metadata: RunMetadata, files: readonly ArtefactFile[]): string {
  const sections = [
    `# Boot image run: ${codeSpan(metadata.profile.name)}, ${metadata.startedAt.replace(/\.\d+Z$/, 'Z').replace('T', ' ')}`,
    resultText(metadata),
    findingsSection(metadata, files),
    subjectSection(metadata),
    bootSection(metadata, files),
    evidenceSection(metadata, files),
    limitationsSection(metadata, files),
    endSection(metadata),
    commandLineSection(metadata),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** The outcome, and what explains it. */
function resultText(metadata: RunMetadata): string {
  const { outcome, result } = metadata;
  const cause = outcome === 'passed' ? undefined : causeOf(metadata);
  const text = `**${outcomeTitle[outcome]}.** ${plainText(result)}`;
  return cause === undefined ? text : `${text}\n\n**Cause:** ${plainText(cause.title)}`;
}

/** The gravest finding; where something is not as expected, the gravest that points at it comes first, if only a warning. */
function causeOf({ outcome, findings, captures }: RunMetadata): Finding | undefined {
  const unmet = new Set(
    latestCaptures(captures).flatMap(({ file, expectation }) => (expectation?.state === 'unmet' ? [file] : [])),
  );
  const explaining = findings.filter(({ evidence }) => evidence.some(({ file }) => unmet.has(file)));
  const gravest = (severity: Finding['severity'], among: readonly Finding[]): Finding | undefined =>
    among.find((finding) => finding.severity === severity);
  const ofUnmet = gravest('error', explaining) ?? gravest('warning', explaining);
  // What made the VM fail is something else.
  return outcome === 'failed' ? (gravest('error', findings) ?? ofUnmet) : (ofUnmet ?? gravest('error', findings));
}
