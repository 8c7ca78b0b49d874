import { codeSpan } from '../markdown/codeSpan.ts';
import { fencedBlock } from '../markdown/fencedBlock.ts';
import { markdownTable } from '../markdown/markdownTable.ts';
import { plainText } from '../markdown/plainText.ts';
import type { RunMetadata } from '../metadata.ts';

/** What was run: image, profile, host, and the QEMU command line. */
export function subjectSection(metadata: RunMetadata): string {
  const { argv, tool, startedAt } = metadata;
  const rows: [string, string][] = [
    ...imageRows(metadata),
    ['Profile', codeSpan(metadata.profile.name)],
    ...hostRows(metadata),
    ['Started', startedAt],
    ['Written by', `${tool.name} ${plainText(tool.version)}`],
  ];
  const text = `## What was run\n\n${markdownTable(['', ''], rows)}`;
  return argv.length === 0 ? text : `${text}\n\n${fencedBlock(commandLine(argv), 'sh')}`;
}

function imageRows({ image }: RunMetadata): [string, string][] {
  if (image === null) return [];
  const rows: [string, string | null][] = [
    ['Image', codeSpan(image.title)],
    ['Path', image.path === null ? null : codeSpan(image.path)],
    ['Size', image.bytes === null ? null : `${image.bytes} bytes`],
    ['SHA-256', image.sha256 === null ? null : codeSpan(image.sha256)],
    ['Nix store path', image.storePath === null ? null : codeSpan(image.storePath)],
    ['Nix deriver', image.deriver === null ? null : codeSpan(image.deriver)],
    ['NAR hash', image.narHash === null ? null : codeSpan(image.narHash)],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null);
}

function hostRows({ host, channel }: RunMetadata): [string, string][] {
  const rows: [string, string][] = [];
  if (host !== null) {
    rows.push(
      ['Host', `${plainText(host.os)}, ${plainText(host.architecture)}, ${host.cpus} CPUs, ${host.memoryMib} MiB`],
      ['QEMU', plainText(host.qemuVersion)],
      ['Accelerator', `${plainText(host.accelerator.kind)}: ${plainText(host.accelerator.why)}`],
    );
  }
  if (channel !== null) {
    rows.push(['Guest channel', channel.kind + (channel.why === null ? '' : `: ${plainText(channel.why)}`)]);
  }
  return rows;
}

/** One option a line, so that it can be read, and in the form of a shell, so that it can be run. */
function commandLine(argv: readonly string[]): string {
  const words = argv.map(shellWord);
  return words.map((word, index) => (index === 0 ? word : `${word.startsWith('-') ? ' \\\n  ' : ' '}${word}`)).join('');
}

/** An argument as a POSIX shell takes it. */
function shellWord(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
