import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type CancellationToken, ErrorCodes, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import {
  guestExec,
  type GuestExecParams,
  type GuestExecResult,
  guestFollow,
  guestFollowed,
  guestOutput,
} from '../../../src/host/protocol/protocol.ts';
import { runCli } from './runCli.ts';
import { type ScriptedHost, scriptedHost } from '../../unit/host/scriptedHost.ts';
import { startCli } from './startCli.ts';
import { vmState } from '../../unit/host/vmState.ts';

const ready = vmState({ phase: 'ready', channel: { state: 'ready', kind: 'virtio' } });
const result: GuestExecResult = { exitStatus: 0, durationMs: 5, timedOut: false, truncated: false, channel: 'virtio' };
let host: ScriptedHost;

afterEach(() => {
  host.close();
});

type Say = (stream: 'stdout' | 'stderr', data: Buffer) => void;

/** A host whose guest runs each command as `run` says. */
async function hostThatRuns(
  run: (params: GuestExecParams, say: Say, token: CancellationToken) => Promise<Partial<GuestExecResult>>,
  state = ready,
): Promise<void> {
  host = await scriptedHost(state, (connection: MessageConnection) => {
    connection.onRequest(guestExec, async (params, token) => {
      const say: Say = (stream, data) =>
        void connection.sendNotification(guestOutput, {
          execId: params.execId,
          stream,
          data: data.toString('base64'),
        });
      return { ...result, ...(await run(params, say, token)) };
    });
  });
}

describe('exec', () => {
  it('relays output byte for byte and ends with the exit status of the guest', async () => {
    const bytes = randomBytes(3_000_000);
    await hostThatRuns(async (_params, say) => {
      for (let at = 0; at < bytes.length; at += 50_000) say('stdout', bytes.subarray(at, at + 50_000));
      say('stderr', Buffer.from('über\n'));
      return await Promise.resolve({ exitStatus: 7 });
    });
    const { ended } = await startCli(['exec', '--', 'true'], host.env);
    const { exitStatus, stdout, stderr } = await ended;
    expect({ exitStatus, stderr, same: stdout.equals(bytes) }).toEqual({ exitStatus: 7, stderr: 'über\n', same: true });
  });

  it('hands its arguments on as they are', async () => {
    let argv: unknown;
    await hostThatRuns(async ({ command }) => {
      argv = command;
      return await Promise.resolve({});
    });
    await runCli(['exec', '.', '--', 'ls', '--json', '', 'a b', '--', '*'], host.env);
    expect(argv).toEqual({ argv: ['ls', '--json', '', 'a b', '--', '*'] });
  });

  it('waits for the channel, and gives the command what is left of the time', async () => {
    let timeoutMs = 0;
    await hostThatRuns(async (params) => {
      timeoutMs = params.timeoutMs;
      return await Promise.resolve({});
    }, vmState());
    const running = runCli(['exec', 'vm', '--timeout', '9', '--', 'true'], host.env);
    host.tell({ channel: { state: 'ready', kind: 'uart' } });
    expect((await running).exitStatus).toBe(0);
    expect(timeoutMs).toBeGreaterThan(0);
    expect(timeoutMs).toBeLessThanOrEqual(9_000);
  });

  it('ends with 124 and what it last saw when the channel does not come in time', async () => {
    await hostThatRuns(async () => await Promise.resolve({}), vmState());
    const { exitStatus, stderr } = await runCli(['exec', '--timeout', '1', '--', 'true'], host.env);
    expect(stderr).toBe(
      'Gave up waiting for the guest channel after 1.0 s; last seen: phase kernel, guest channel waiting.\n',
    );
    expect(exitStatus).toBe(124);
  });

  it('ends with 124 when the time of the command is up', async () => {
    await hostThatRuns(async (_params, say) => {
      say('stdout', Buffer.from('early\n'));
      return await Promise.resolve({ exitStatus: 137, timedOut: true, durationMs: 3000 });
    });
    expect(await runCli(['exec', '--', 'sleep', '9'], host.env)).toEqual({
      exitStatus: 124,
      stdout: 'early\n',
      stderr: 'The command was ended after 3.0 s because its time was up.\n',
    });
  });

  it('prints one document with --json', async () => {
    await hostThatRuns(async (_params, say) => {
      say('stdout', Buffer.from('grün'));
      say('stderr', Buffer.from([0xff]));
      return await Promise.resolve({ exitStatus: 3 });
    });
    const { exitStatus, stdout, stderr } = await runCli(['exec', '--json', '--', 'x'], host.env);
    expect({ exitStatus, stderr }).toEqual({ exitStatus: 3, stderr: '' });
    const { durationMs, timedOut, truncated, channel } = result;
    expect(JSON.parse(stdout)).toEqual({
      exitStatus: 3,
      stdout: 'grün',
      stderrBase64: '/w==',
      durationMs,
      channel,
      timedOut,
      truncated,
    });
  });

  it('ends the command in the guest when it is interrupted', async () => {
    let isCancelled = false;
    await hostThatRuns(async (_params, say, token) => {
      say('stdout', Buffer.from('started'));
      await new Promise<void>((resolve) => token.onCancellationRequested(() => resolve()));
      isCancelled = true;
      throw new ResponseError(ErrorCodes.InternalError, 'Cancelled.');
    });
    const { child, ended } = await startCli(['exec', '--', 'sleep', '100'], host.env);
    child.stdout.once('data', () => child.kill('SIGINT'));
    expect(await ended).toMatchObject({ exitStatus: 130, stderr: 'Interrupted by SIGINT.\n' });
    expect(isCancelled).toBe(true);
  });

  it('shows what comes, at the pace of its reader, when it follows', async () => {
    let answered = 0;
    host = await scriptedHost(ready, (connection: MessageConnection) => {
      connection.onRequest(guestFollow, async ({ followId }) => {
        for (const text of ['one', 'two']) {
          await connection.sendRequest(guestFollowed, { followId, data: Buffer.from(text).toString('base64') });
          answered++;
        }
        return { exitStatus: 4, stopped: false, stderr: Buffer.from('late\n').toString('base64') };
      });
    });
    const { ended } = await startCli(['exec', '--follow', '--', 'dmesg', '-w'], host.env);
    expect(await ended).toMatchObject({ exitStatus: 4, stderr: 'late\n', stdout: Buffer.from('onetwo') });
    expect(answered).toBe(2);
  });

  it('ends what it follows in the guest when it is interrupted', async () => {
    let isCancelled = false;
    host = await scriptedHost(ready, (connection: MessageConnection) => {
      connection.onRequest(guestFollow, async ({ followId }, token: CancellationToken) => {
        const ended = new Promise<void>((resolve) => token.onCancellationRequested(() => resolve()));
        await connection.sendRequest(guestFollowed, { followId, data: Buffer.from('on').toString('base64') });
        await ended;
        isCancelled = true;
        return { exitStatus: 137, stopped: true, stderr: '' };
      });
    });
    const { child, ended } = await startCli(['exec', '--follow', '--', 'dmesg', '-w'], host.env);
    child.stdout.once('data', () => child.kill('SIGINT'));
    expect(await ended).toMatchObject({ exitStatus: 130, stderr: 'Interrupted by SIGINT.\n' });
    expect(isCancelled).toBe(true);
  });

  it('has no document for what it follows', async () => {
    host = await scriptedHost(ready);
    const { exitStatus, stdout } = await runCli(['exec', '--json', '--follow', '--', 'x'], host.env);
    expect(exitStatus).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { reason: 'usage' } });
  });

  it('says so when the VM host dies meanwhile', async () => {
    await hostThatRuns(async () => {
      host.die();
      return await new Promise(() => undefined);
    });
    const { exitStatus, stderr } = await runCli(['exec', '--', 'true'], host.env);
    expect(stderr).toMatch(/^The VM host ended before it answered\./);
    expect(exitStatus).toBe(3);
  });
});
