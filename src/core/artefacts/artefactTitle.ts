/** What the files of a run folder are, beside the captures. */
const titles: Readonly<Record<string, string>> = {
  'serial.log': 'Console, every byte',
  'serial.txt': 'Console, as a person would have read it',
  'serial.cast': 'Console with times (asciicast)',
  'transcript.log': "The harness's terminal, every byte",
  'transcript.txt': "The harness's terminal, as a person would have read it",
  'transcript.cast': "The harness's terminal with times (asciicast)",
  'timeline.svg': 'Boot timeline, as a picture',
  'manual-capture.md': 'Every command with its output, in order',
  'journal.ndjson': 'Journal of the guest',
  'harness.log': 'What this tool did and when',
  'metadata.json': 'Everything about this run, for programs',
};

/** What a file is, in words; undefined for one that the report does not list. */
export function artefactTitle(file: string): string | undefined {
  return (
    titles[file] ?? (file.startsWith('diagnostics/') ? `Diagnostics: ${file.slice('diagnostics/'.length)}` : undefined)
  );
}
