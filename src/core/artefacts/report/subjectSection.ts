import { shellLine } from '../../common/shellLine.ts';
import { codeSpan } from '../markdown/codeSpan.ts';
import { markdownTable } from '../markdown/markdownTable.ts';
import { plainText } from '../markdown/plainText.ts';
import type { RunMetadata } from '../metadata.ts';
import { secondsText } from '../../common/secondsText.ts';
import { sizeText } from './sizeText.ts';

/** What was run: image, profile, host, versions, accelerator and why. */
export function subjectSection(metadata: RunMetadata): string {
  const { tool, startedAt, endedAt } = metadata;
  const rows: [string, string][] = [
    ...imageRows(metadata),
    ...harnessRows(metadata),
    ['Profile', codeSpan(metadata.profile.name)],
    ...hostRows(metadata),
    ['Started', startedAt],
    ...(endedAt === null ? [] : ([['Ran for', ranFor(startedAt, endedAt)]] satisfies [string, string][])),
    ['Written by', `${tool.name} ${plainText(tool.version)}`],
  ];
  return `## What was run\n\n${markdownTable(['What', 'Which'], rows)}`;
}

/** By a clock that may have been set back meanwhile. */
function ranFor(startedAt: string, endedAt: string): string {
  return secondsText(Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)));
}

function imageRows({ image }: RunMetadata): [string, string][] {
  if (image === null) return [];
  const rows: [string, string | null][] = [
    ['Image', codeSpan(image.title)],
    ['Path', image.path === null ? null : codeSpan(image.path)],
    ['Size', image.bytes === null ? null : sizeText(image.bytes)],
    ['SHA-256', image.sha256 === null ? null : codeSpan(image.sha256)],
    ['Nix store path', image.storePath === null ? null : codeSpan(image.storePath)],
    ['Nix deriver', image.deriver === null ? null : codeSpan(image.deriver)],
    ['NAR hash', image.narHash === null ? null : codeSpan(image.narHash)],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null);
}

function harnessRows({ harness }: RunMetadata): [string, string][] {
  if (harness === undefined) return [];
  const { command, folder, exitStatus } = harness;
  return [
    ['Command', codeSpan(shellLine(command))],
    ['Run in', codeSpan(folder)],
    ...(exitStatus === null ? [] : [['Exit status', String(exitStatus)] as [string, string]]),
  ];
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
