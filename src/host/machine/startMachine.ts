import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import { lastLine } from '../../core/common/lastLine.ts';
import { Deadline } from '../../core/common/deadline.ts';
import { delay } from '../../core/common/delay.ts';
import { UserError } from '../../core/common/userError.ts';
import { StreamPorts } from '../../core/guest/streamPorts.ts';
import { explainQemuStderr } from '../../core/image/explainQemuStderr.ts';
import { type AcceptOnce, acceptOnce } from '../../core/vm/acceptOnce.ts';
import type { ActiveForward } from '../../core/vm/machineState.ts';
import { qemuCommandLine, type QemuCommandLineInput, streamPortName } from '../../core/vm/qemuCommandLine.ts';
import { type QemuProcess, startQemu } from '../../core/vm/qemuProcess.ts';
import { QmpClient } from '../../core/vm/qmpClient.ts';
import { startNetwork } from '../../core/vm/startNetwork.ts';
import { startTpm } from '../../core/vm/tpm.ts';
import type { HostSpec } from '../hostSpec.ts';
import { type SocketPort, socketPort } from './socketPort.ts';
import { streamPort } from './streamPort.ts';
import { removeDisks } from '../registry/removeDisks.ts';
import type { VmFolder } from '../registry/vmFolder.ts';

export interface RunningMachine {
  readonly argv: readonly string[];
  /** What the arguments were made of. */
  readonly input: QemuCommandLineInput;
  readonly qemu: QemuProcess;
  readonly qmp: QmpClient;
  /** Holds what the guest writes until it is read. */
  readonly console: Socket;
  readonly ports: readonly { readonly kind: 'virtio' | 'uart'; readonly port: SocketPort }[];
  readonly forwards: readonly ActiveForward[];
  /** Where disks are made that are attached later. */
  readonly disksFolder: string;
  readonly streams: StreamPorts;
  /** Removes what only the running VM needed. */
  cleanUp(): void;
}

const connectTimeoutMs = 20_000;
/** A socket that QEMU closed is seen a moment before QEMU's end. */
const endSeenMs = 1_000;
/** A QEMU that hangs in the kernel is not waited for longer. */
const killedMs = 5_000;

interface StartOptions {
  readonly spec: HostSpec;
  readonly folder: VmFolder;
  readonly runFolder: string;
  readonly log: (line: string) => void;
  /** The files that it names are there; @see makeMachineFiles */
  readonly input: QemuCommandLineInput;
  /** The saved memory of a machine that is not to boot but to wait until that is loaded into it; the caller closes it. */
  readonly incoming?: FileHandle;
  /** What can be done beside the start of QEMU. */
  readonly whileStarting: () => void;
}

/**
 * Starts QEMU for a profile and waits until it is connected everywhere.
 *
 * Errors: UserError with QEMU's own words if it ends before that. Nothing of it runs then.
 */
export async function startMachine(options: StartOptions): Promise<RunningMachine> {
  const started: (() => void | Promise<void>)[] = [];
  try {
    return await start(options, (end) => void started.push(end));
  } catch (error) {
    for (const end of started.toReversed()) await end();
    throw error;
  }
}

/** @param onStarted is told how to end what was started */
async function start(
  { spec, folder, runFolder, log, input, incoming, whileStarting }: StartOptions,
  onStarted: (end: () => void | Promise<void>) => void,
): Promise<RunningMachine> {
  const { profile } = spec;
  const { virtio, uart } = profile.guestPorts;
  const listen = async (path: string): Promise<AcceptOnce> => {
    const accept = await acceptOnce(path);
    onStarted(() => accept.close());
    return accept;
  };
  const console = await listen(folder.consoleSocket);
  const qmp = await listen(folder.qmpSocket);
  const guest = virtio ? await listen(folder.guestSocket) : undefined;
  const second = uart ? await listen(folder.uartSocket) : undefined;
  const streams = virtio ? await Promise.all(folder.streamSockets.map(listen)) : [];
  if (profile.tpm !== 'none') {
    const tpm = await startTpm(folder.path);
    onStarted(() => tpm.end());
  }
  const argv = qemuCommandLine(incoming === undefined ? input : { ...input, incoming: 'defer' });
  log(`QEMU: ${spec.qemu.path} ${spec.qemu.version}, ${spec.accelerator.kind}: ${spec.accelerator.why}`);
  const stderrFile = join(runFolder, 'diagnostics', 'qemu-stderr.txt');
  const inherited = incoming === undefined ? {} : { inherited: incoming.fd };
  const qemu = await startQemu({ qemuPath: spec.qemu.path, argv, stderrFile, ...inherited });
  onStarted(async () => {
    qemu.kill('SIGKILL');
    // Whoever tries again finds its ports and images free.
    await new Deadline('QEMU to end', killedMs).race(qemu.exited).catch(() => undefined);
  });
  whileStarting();
  const ended = qemu.exited.then(({ exitCode, signal, stderr }): never => {
    const words = lastLine(stderr);
    const how = signal ?? `exit code ${String(exitCode)}`;
    throw explainQemuStderr(stderr) ?? new UserError('vm', `QEMU ended at once (${how})${words && `: ${words}`}`);
  });
  // Later ends are the VM host's to handle.
  ended.catch(() => undefined);
  const deadline = new Deadline('QEMU to connect to its sockets', connectTimeoutMs);
  const connected = async (accept: AcceptOnce): Promise<Socket> =>
    await deadline.race(Promise.race([accept.connected, ended]));
  const consoleSocket = await connected(console);
  const qmpSocket = await connected(qmp);
  const { client, forwards } = await unlessEnded(ended, async () => {
    const begun = await QmpClient.start(qmpSocket);
    return { client: begun, forwards: await startNetwork(begun, profile.network) };
  });
  for (const { hostPort, guestPort } of forwards) {
    log(`forward: 127.0.0.1:${String(hostPort)} leads to port ${String(guestPort)} of the guest`);
  }
  const ports: RunningMachine['ports'] = [
    ...(guest ? [{ kind: 'virtio' as const, port: socketPort(await connected(guest), 'guest port') }] : []),
    ...(second ? [{ kind: 'uart' as const, port: socketPort(await connected(second), 'second UART') }] : []),
  ];
  const streamSockets = await Promise.all(streams.map(connected));
  return {
    argv,
    input,
    qemu,
    qmp: client,
    console: consoleSocket,
    ports,
    forwards,
    disksFolder: folder.disks,
    streams: new StreamPorts(streamSockets.map((socket, index) => streamPort(socket, streamPortName(index)))),
    cleanUp: () => removeDisks(folder),
  };
}

/** Where QEMU has ended, that is the error to tell, and not what followed from it. */
async function unlessEnded<T>(ended: Promise<never>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await Promise.race([ended, delay(endSeenMs)]);
    throw error;
  }
}
