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

/** The gravest finding; a warning only if what it points at is what is not as expected. */
function causeOf({ findings, captures }: RunMetadata): Finding | undefined {
  const unmet = new Set(
    latestCaptures(captures).flatMap(({ file, expectation }) => (expectation?.state === 'unmet' ? [file] : [])),
  );
  return (
    findings.find(({ severity }) => severity === 'error') ??
    findings.find(({ severity, evidence }) => severity === 'warning' && evidence.some(({ file }) => unmet.has(file)))
  );
}
