import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RunMetadata } from '../../../src/core/artefacts/metadata.ts';
import { commandLineOf } from '../../../src/core/common/commandLineOf.ts';
import { delay } from '../../../src/core/common/delay.ts';
import { processesNaming } from '../../../src/core/common/processesNaming.ts';
import { readJson } from '../../../src/core/common/readJson.ts';
import { profileFromImage } from '../../../src/core/image/profile/profileFromImage.ts';
import { hostStartTimeoutMs } from '../../../src/host/registry/hostStartTimeoutMs.ts';
import { tidyUp } from '../../../src/host/registry/tidyUp.ts';
import { VmClient } from '../../../src/host/client/vmClient.ts';
import { vmFolder } from '../../../src/host/registry/vmFolder.ts';
import { eventually } from '../../eventually.ts';
import type { ClientTask } from './clientProgram.ts';
import { readNumbers, sentArguments } from './numberedStream.ts';

export type Victim = 'launcher' | 'watcher' | 'host' | 'qemu';

export interface Kill {
  readonly victim: Victim;
  /** From when the time counts: the launcher's start, the moment at which the VM is up, or the kill before. */
  readonly since: 'launch' | 'up' | 'kill';
  readonly afterMs: number;
}

const graceTimeMs = 500;
/** QEMU without an owner is gone after so long. */
const ownerlessMs = 10_000;
/** More than a burst of the guest. */
const goesOnBytes = 2_000;
/** A victim that has not come to be by then is spared. */
const appearMs = 2_000;

/**
 * One VM with two clients, in folders of its own, some of whose processes are killed; then everything that has to be true
 * afterwards.
 */
export class ChaosScene {
  readonly #folder: string;
  readonly #runtime: string;
  readonly #captures: string;
  readonly #clients: Partial<Record<Victim, ChildProcess>> = {};
  readonly #badMetadata: string[] = [];
  #watching: NodeJS.Timeout | undefined;
  #isHostKilled = false;

  /** @param program the bundled clientProgram.ts */
  constructor(private readonly options: { readonly parent: string; readonly image: string; readonly program: string }) {
    this.#folder = mkdtempSync(join(options.parent, 's'));
    this.#runtime = join(this.#folder, 'boot-image-vm');
    this.#captures = join(this.#folder, 'captures');
    mkdirSync(this.#runtime, { mode: 0o700 });
  }

  /** Answers with how many of the kills met somebody, and how many bytes of the console stand there twice. */
  async play(kills: readonly Kill[]): Promise<{ readonly met: number; readonly repeated: number }> {
    let met = 0;
    try {
      this.#watching = setInterval(() => this.#readMetadata(), 10);
      await this.#start('launcher');
      await this.#start('watcher');
      for (const kill of kills) {
        if (kill.since === 'up') await this.#upOrGone();
        await delay(kill.afterMs);
        if (await this.#kill(kill.victim)) met++;
      }
      await this.#seeWhetherItGoesOn();
      return { met, repeated: await this.#checkRemains() };
    } catch (error) {
      throw new Error(`It was not as it should be. ${this.#evidence()}`, { cause: error });
    } finally {
      clearInterval(this.#watching);
      await this.#endClients();
      for (const pid of processesNaming(this.#runtime)) process.kill(pid, 'SIGKILL');
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  async #start(role: ClientTask['role']): Promise<void> {
    const { image, program } = this.options;
    const profile = await profileFromImage(image, { memoryMib: 32, cpus: 1, accelerator: 'tcg' });
    const task: ClientTask = {
      role,
      profile: { ...profile, extraArguments: sentArguments(this.#sentFile) },
      capturesFolder: this.#captures,
      graceTimeMs,
    };
    this.#clients[role] = spawn(process.execPath, [program], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, XDG_RUNTIME_DIR: this.#folder, CHAOS_TASK: JSON.stringify(task) },
    });
  }

  async #kill(victim: Victim): Promise<boolean> {
    const deadline = performance.now() + appearMs;
    let pid = this.#pidOf(victim);
    while (pid === undefined && performance.now() < deadline) {
      await delay(5);
      pid = this.#pidOf(victim);
    }
    if (pid === undefined) return false;
    this.#isHostKilled ||= victim === 'host';
    try {
      return process.kill(pid, 'SIGKILL');
    } catch {
      return false;
    }
  }

  #pidOf(victim: Victim): number | undefined {
    if (victim === 'launcher' || victim === 'watcher') {
      const client = this.#clients[victim];
      return client?.exitCode === null && client.signalCode === null ? client.pid : undefined;
    }
    const program = victim === 'host' ? 'host.js' : 'qemu-system';
    return processesNaming(`${this.#runtime}/`).find((pid) => commandLineOf(pid)?.includes(program) === true);
  }

  /** A VM whose host and QEMU live goes on, for whoever comes now. */
  async #seeWhetherItGoesOn(): Promise<void> {
    if (this.#isHostKilled) return;
    await this.#upOrGone();
    const socket = this.#registered;
    const client = socket === undefined ? undefined : await VmClient.connect(socket, 'later').catch(() => undefined);
    if (client === undefined) return;
    try {
      let seen = Buffer.alloc(0);
      const until = client.state.consoleBytes + goesOnBytes;
      for (let ended = false; !ended && seen.length < until;) {
        const request = { offset: seen.length, maxBytes: 65_536, waitMs: 5_000 };
        const read = await client.readConsole(request);
        expect(read.ended || read.data.length > 0, 'a VM that runs goes on counting').toBe(true);
        seen = Buffer.concat([seen, read.data]);
        ended = read.ended;
      }
      readNumbers(seen);
    } finally {
      client.dispose();
    }
  }

  async #upOrGone(): Promise<void> {
    await eventually(
      { name: 'the VM to be up or gone', withinMs: hostStartTimeoutMs },
      async () => {
        const gone = ['launcher', 'host'].every((each) => this.#pidOf(each as Victim) === undefined);
        return await Promise.resolve({ up: this.#registered !== undefined, gone });
      },
      ({ up, gone }) => up || gone,
    );
  }

  /** Where the VM answers, if it does. */
  get #registered(): string | undefined {
    const [id] = readdirSync(this.#runtime).filter((name) => !name.startsWith('.'));
    const folder = id === undefined ? undefined : vmFolder(this.#runtime, id);
    return folder !== undefined && existsSync(folder.registration) ? folder.rpcSocket : undefined;
  }

  async #checkRemains(): Promise<number> {
    await this.#endClients();
    await eventually(
      { name: 'nothing of the VM to run any more', withinMs: graceTimeMs + ownerlessMs },
      async () => await Promise.resolve(processesNaming(`${this.#runtime}/`).map((pid) => commandLineOf(pid))),
      (left) => left.length === 0,
    );
    // Two at once, as when two windows are opened.
    await Promise.all([tidyUp(this.#runtime), tidyUp(this.#runtime)]);
    this.#readMetadata();
    expect(this.#badMetadata).toEqual([]);
    // A launcher that was killed before it had a host leaves its wish, which is removed when nobody can take it up any more.
    const left = readdirSync(this.#runtime).flatMap((name) => readdirSync(join(this.#runtime, name)));
    expect(left.filter((name) => name !== 'spec.json' && name !== 'host.log')).toEqual([]);
    const runs = this.#runFolders;
    expect(runs.length).toBeLessThanOrEqual(1);
    const [run] = runs;
    if (run === undefined) return 0;
    const path = join(this.#captures, run);
    const metadata = readJson(join(path, 'metadata.json')) as RunMetadata | undefined;
    // Killed before there was anything to say.
    if (metadata === undefined) return 0;
    expect(metadata.end?.sentence).toBeTruthy();
    expect(readFileSync(join(path, 'README.md'), 'utf8')).toContain(metadata.end?.sentence);
    const ledger = readFileSync(join(this.#captures, 'ledger.jsonl'), 'utf8').trim().split('\n');
    expect(ledger.filter((line) => line.includes(run))).toHaveLength(1);
    expect(readFileSync(join(path, 'harness.log'), 'utf8')).not.toContain('defect: ');
    return this.#checkConsole(path);
  }

  /** Every byte that the guest has sent is there, and none that it has not. */
  #checkConsole(run: string): number {
    const sent = existsSync(this.#sentFile) ? readFileSync(this.#sentFile) : Buffer.alloc(0);
    expect(readNumbers(sent)).toEqual({ bytes: sent.length, repeated: 0 });
    const serialLog = join(run, 'serial.log');
    const log = existsSync(serialLog) ? readFileSync(serialLog) : Buffer.alloc(0);
    const { bytes, repeated } = readNumbers(log);
    expect(bytes, 'bytes in serial.log').toBeGreaterThanOrEqual(sent.length);
    // It is noted as sent after it was sent. At the very end, where QEMU's own log repeats a byte (missingTail.ts), a zero
    // cannot be told from the next one.
    const sameAtEnd = log.length - 1 - log.findLastIndex((byte) => byte !== log.at(-1));
    expect(bytes, 'bytes in serial.log').toBeLessThanOrEqual(sent.length + Math.max(1, sameAtEnd));
    return repeated;
  }

  get #sentFile(): string {
    return join(this.#folder, 'sent');
  }

  get #runFolders(): string[] {
    if (!existsSync(this.#captures)) return [];
    return readdirSync(this.#captures).filter((name) => name !== 'ledger.jsonl');
  }

  #readMetadata(): void {
    for (const run of this.#runFolders) {
      const file = join(this.#captures, run, 'metadata.json');
      if (!existsSync(file)) continue;
      const text = readFileSync(file, 'utf8');
      try {
        JSON.parse(text);
      } catch {
        this.#badMetadata.push(text);
      }
    }
  }

  #evidence(): string {
    const ids = readdirSync(this.#runtime);
    const files = ids.map((id) => `${id}: ${readdirSync(join(this.#runtime, id)).join(', ')}`);
    const logs = [
      ...ids.map((id) => join(this.#runtime, id, 'host.log')),
      ...this.#runFolders.map((run) => join(this.#captures, run, 'harness.log')),
    ];
    const processes = processesNaming(`${this.#runtime}/`).map((pid) => {
      const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
      return `${String(pid)} ${/State:.*/.exec(status)?.[0] ?? ''} ${commandLineOf(pid)?.slice(0, 200) ?? ''}`;
    });
    return [...files, ...processes, ...logs.filter(existsSync).map((file) => readFileSync(file, 'utf8'))].join('\n');
  }

  async #endClients(): Promise<void> {
    for (const client of Object.values(this.#clients)) {
      if (client.exitCode !== null || client.signalCode !== null) continue;
      const exited = once(client, 'exit');
      client.kill('SIGKILL');
      await exited;
    }
  }
}
