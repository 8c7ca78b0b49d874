import { afterEach, expect, it, vi } from 'vitest';
import { Deadline } from '../../../src/core/common/deadline.ts';
import { Emitter } from '../../../src/core/common/event.ts';
import { AgentChannel } from '../../../src/core/guest/agentChannel.ts';

const channels: AgentChannel[] = [];
afterEach(() => {
  for (const channel of channels.splice(0)) channel.dispose();
});

/** The guest's end of a port; `heard` is what the host wrote since it was last taken. */
class GuestEnd {
  readonly #data = new Emitter<Buffer>();
  #heard = '';
  bootId = 'boot-1';
  isDeaf = false;
  readonly port = {
    onData: this.#data.event,
    onClosed: new Emitter<string>().event,
    write: (text: string) => {
      this.#heard += text;
      const [, token, nonce] = /^(\w+) H (\w+)$/m.exec(text) ?? [];
      if (token !== undefined && !this.isDeaf)
        queueMicrotask(() => this.say(`${token} H ${nonce ?? ''} ${this.bootId} none\n`));
    },
  };

  say(text: string): void {
    this.#data.fire(Buffer.from(text));
  }

  /** The id of the one request that was written. */
  takeId(): string {
    const id = /^\w+ R (\w+) /m.exec(this.#heard)?.[1];
    this.#heard = '';
    if (id === undefined) throw new Error('The host asked nothing.');
    return id;
  }
}

async function openChannel(guest: GuestEnd, token: string): Promise<AgentChannel> {
  const channel = new AgentChannel({ kind: 'virtio', port: guest.port, token });
  channels.push(channel);
  await channel.prove(new Deadline('the agent', 2_000));
  return channel;
}

const answer = (token: string, id: string, text: string): string =>
  `${token} A ${String(id.length + 3)} 1 ${id} 0\n- ${String(text.length)} /run/x/${id}.o\n.\n${text}`;

it.each([
  ['the exit status', / 130\n/, ' 13\n'],
  ['the sums', /- 4 .*\n/, ''],
  ['a part of the sums', /\.o\n/, '.o'],
])('an answer that has lost %s on its way is asked for again', async (_what, whole, damaged) => {
  const guest = new GuestEnd();
  const channel = await openChannel(guest, 'token');
  const asked = channel.run({ command: { script: 'echo' }, timeoutMs: 60_000 });
  const id = guest.takeId();
  const right = `token A ${String(id.length + 5)} 1 ${id} 130\n- 4 /run/x/${id}.o\n.\n`;
  expect(right).toMatch(whole);
  guest.say(right.replace(whole, damaged));
  guest.say(`${right}new\n`);
  const { stdout, exitStatus } = await asked;
  expect([stdout.toString(), exitStatus]).toEqual(['new\n', 130]);
});

it('an answer from before a reboot reaches nobody, though it is on the same port and has the id of a request of now', async () => {
  const guest = new GuestEnd();
  const before = await openChannel(guest, 'tokenbefore');
  const lost = before.run({ command: { script: 'echo' }, timeoutMs: 60_000 });
  const oldId = guest.takeId();
  before.break(new Error('the machine was reset'));
  await expect(lost).rejects.toThrow('The guest could not answer: the machine was reset.');

  guest.bootId = 'boot-2';
  const now = await openChannel(guest, 'tokennow');
  const asked = now.run({ command: { script: 'echo' }, timeoutMs: 60_000 });
  const id = guest.takeId();
  guest.say(answer('tokenbefore', oldId, 'old\n'));
  guest.say(answer('tokenbefore', id, 'old\n'));
  guest.say(answer('tokennow', id, 'new\n'));
  expect((await asked).stdout.toString()).toBe('new\n');
});

it('an agent that shows the id of another boot than its own is not believed any more', async () => {
  const guest = new GuestEnd();
  const channel = await openChannel(guest, 'token');
  const asked = channel.run({ command: { script: 'echo' }, timeoutMs: 60_000 });
  guest.bootId = 'boot-2';
  channel.prove(new Deadline('the agent', 2_000)).catch(() => undefined);
  await expect(asked).rejects.toThrow('The guest could not answer: the guest has rebooted.');
  expect((await channel.broken).message).toBe('the guest has rebooted');
});

it('a request that ran out of its time in a silent guest says for how long it has been silent', async () => {
  vi.useFakeTimers();
  try {
    const guest = new GuestEnd();
    const channel = await openChannel(guest, 'token');
    guest.isDeaf = true;
    const asked = channel.run({ command: { script: 'echo' }, timeoutMs: 10 });
    const refused = expect(asked).rejects.toThrow('the guest has not answered anything for 16.0 s.');
    await vi.advanceTimersByTimeAsync(20_000);
    await refused;
  } finally {
    vi.useRealTimers();
  }
});

it('a request that ran out of its time in a paused machine says that it was paused', async () => {
  const guest = new GuestEnd();
  const channel = await openChannel(guest, 'token');
  vi.useFakeTimers();
  try {
    channel.isPaused = true;
    const asked = channel.run({ command: { script: 'echo' }, timeoutMs: 10 });
    const refused = expect(asked).rejects.toThrow('The guest could not answer: the machine is paused.');
    await vi.advanceTimersByTimeAsync(20_000);
    await refused;
  } finally {
    vi.useRealTimers();
  }
});
