import { afterEach, describe, expect, it } from 'vitest';
import { waitForChannel } from '../../../src/host/client/waitForChannel.ts';
import { Deadline } from '../../../src/core/common/deadline.ts';
import { type ScriptedHost, scriptedHost } from './scriptedHost.ts';
import { vmState } from './vmState.ts';

let host: ScriptedHost;

afterEach(() => {
  host.close();
});

async function wait(timeoutMs = 5_000, signal = new AbortController().signal): Promise<unknown> {
  return await waitForChannel(host.client, new Deadline('the guest', timeoutMs), signal);
}

describe('waitForChannel', () => {
  it('settles when the channel is ready', async () => {
    host = await scriptedHost(vmState());
    const waiting = wait();
    host.tell({ phase: 'login' });
    host.tell({ phase: 'ready', channel: { state: 'ready', kind: 'virtio' } });
    expect(await waiting).toMatchObject({ channel: { kind: 'virtio' } });
  });

  it('settles at once for a channel that stands, whatever the boot reported', async () => {
    host = await scriptedHost(vmState({ phase: 'failed', channel: { state: 'ready', kind: 'uart' } }));
    expect(await wait()).toMatchObject({ channel: { kind: 'uart' } });
  });

  it('gives up as soon as the guest is known to be mute', async () => {
    host = await scriptedHost(vmState());
    const waiting = wait();
    host.tell({ channel: { state: 'none', why: 'root needs a password' } });
    await expect(waiting).rejects.toMatchObject({
      reason: 'vm',
      message: 'The guest cannot be asked: root needs a password.',
    });
  });

  it('gives up when the VM host dies', async () => {
    host = await scriptedHost(vmState());
    const waiting = wait();
    host.die();
    await expect(waiting).rejects.toMatchObject({ reason: 'vm', message: 'The VM host ended.' });
  });

  it('says what it last saw when the time is up', async () => {
    host = await scriptedHost(vmState({ phase: 'login', channel: { state: 'connecting', doing: 'logging in' } }));
    await expect(wait(20)).rejects.toThrow(
      'Gave up waiting for the guest after 0.0 s; last seen: phase login, guest channel connecting (logging in).',
    );
  });

  it('gives up when it is interrupted', async () => {
    host = await scriptedHost(vmState());
    await expect(wait(5_000, AbortSignal.abort(new Error('Interrupted by SIGINT.')))).rejects.toThrow('SIGINT');
  });
});
