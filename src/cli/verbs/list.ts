import type { Command } from 'commander';
import { formatTable } from '../../core/artefacts/formatTable.ts';
import { bootPhaseTitle } from '../../core/console/phases/bootPhase.ts';
import { abandonedText } from '../../host/registry/abandonedText.ts';
import { VmClient } from '../../host/client/vmClient.ts';
import { listVms } from '../../host/registry/listVms.ts';
import type { RegisteredVm } from '../../host/registry/registeredVm.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';
import { type VmSummary, vmSummary } from '../vmSummary.ts';

export function listVerb(run: RunVerb): Command {
  return verbCommand('list', 'Show the VMs that run.').action(async () => {
    await run(list);
  });
}

async function list({ output }: VerbContext): Promise<number> {
  const vms = await Promise.all((await listVms((run) => output.note(abandonedText(run)))).map(ask));
  output.document(vms);
  if (vms.length === 0) output.line('No VM runs.');
  else output.line(table(vms));
  return 0;
}

/** A VM whose host does not answer is still listed: it has to be known in order to be stopped. */
async function ask(vm: RegisteredVm): Promise<VmSummary> {
  try {
    const client = await VmClient.connect(vm.socketPath, 'boot-image list');
    try {
      return vmSummary(client.state);
    } finally {
      client.dispose();
    }
  } catch {
    const { id, profile, runFolder, startedAt, hostPid } = vm;
    const unknown = { image: 'unknown', phase: 'unknown', channel: 'unknown', accelerator: 'unknown' };
    return {
      id,
      profile,
      runFolder,
      startedAt,
      hostPid,
      ...unknown,
      machine: null,
      noRoomIn: null,
      silentSince: null,
      start: null,
      qemuPid: null,
      consoleBytes: 0,
      forwards: [],
    };
  }
}

function table(vms: readonly VmSummary[]): string {
  const titles: Readonly<Record<string, string>> = bootPhaseTitle;
  return formatTable(
    ['VM', 'Profile', 'Phase', 'Channel', 'Started', 'Run folder'],
    vms.map((vm) => [vm.id, vm.profile, titles[vm.phase] ?? vm.phase, channelCell(vm), vm.startedAt, vm.runFolder]),
  );
}

function channelCell({ channel, machine, noRoomIn, silentSince }: VmSummary): string {
  if (noRoomIn !== null) return `${channel} (machine paused: no room in ${noRoomIn})`;
  if (machine === 'paused') return `${channel} (machine paused)`;
  if (silentSince === null) return channel;
  const seconds = Math.round((Date.now() - Date.parse(silentSince)) / 1000);
  return `${channel} (guest has not answered for ${String(seconds)} s)`;
}
