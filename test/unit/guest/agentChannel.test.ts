import { afterEach, expect, it, vi } from 'vitest';
import { Deadline } from '../../../src/core/common/deadline.ts';
import { Emitter } from '../../../src/core/common/event.ts';
import { AgentChannel } from '../../../src/core/guest/agentChannel.ts';

const otherBootId = '3ef22e8c-5dfc-48c6-9b33-871c4a9100f3';
const channels: AgentChannel[] = [];
afterEach(() => {
  for (const channel of channels.splice(0)) channel.dispose();
});

/** The guest's end of a port; `heard` is what the host wrote since it was last taken. */
class GuestEnd {
  readonly #data = new Emitter<Buffer>();
  #heard = '';
  bootId = '76c372e1-ed92-4cba-a122-c02e1dc03fca';
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

  takeHeard(): string {
    const heard = this.#heard;
    this.#heard = '';
    return heard;
  }

  /** The id of the one request that was written. */
  takeId(): string {
    const id = /^\w+ R (\w+) /m.exec(this.takeHeard())?.[1];
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
  announcement(token, id, 0, [`- ${String(text.length)} /run/x/${id}.o`]) + text;

function announcement(token: string, id: string, exitStatus: number, sums: readonly string[]): string {
  const [words, lines] = [` ${id} ${String(exitStatus)}`, sums.join('\n')];
  return `${token} A ${String(words.length + lines.length)} ${String(sums.length)}${words}\n${lines}\n.\n`;
}

it.each([
  ['the exit status', / 130\n/, ' 13\n'],
  ['the sums', /- 4 .*\n/, ''],
  ['the end of a line', /\.o\n/, '.o'],
  ['a digit of the size', /- 4 /, '-  '],
  ['a digit of an id', /\w\.o/, '.o'],
])('an answer that has lost %s on its way is asked for again', async (_what, whole, damaged) => {
  const guest = new GuestEnd();
  const channel = await openChannel(guest, 'token');
  const asked = channel.run({ command: { script: 'echo' }, timeoutMs: 60_000 });
  const id = guest.takeId();
  const right = announcement('token', id, 130, [`- 4 /run/x/${id}.o`]);
  expect(right).toMatch(whole);
  guest.say(right.replace(whole, damaged));
  guest.say(`${right}new\n`);
  const { stdout, exitStatus } = await asked;
  expect([stdout.toString(), exitStatus]).toEqual(['new\n', 130]);
});

it('a piece of an output that is shorter than announced is asked for again, and never taken as the whole', async () => {
  const guest = new GuestEnd();
  const channel = await openChannel(guest, 'token');
  const asked = channel.run({ command: { script: 'cat' }, timeoutMs: 60_000 });
  const id = guest.takeId();
  guest.say(announcement('token', id, 0, [`- 70000 /run/x/${id}.o`]));
  const piece = (data: string): string => `token P ${id} o 0 1048576 - ${String(data.length)} /run/x/z\n${data}`;
  guest.say(piece('short'));
  // Of another size it is from another place.
  guest.say(piece('x'.repeat(70_000)).replace('1048576', '104876'));
  guest.say(piece('y'.repeat(70_000)));
  expect((await asked).stdout.toString()).toBe('y'.repeat(70_000));
});

it('an id of the boot that has lost a character on its way is none', async () => {
  const guest = new GuestEnd();
  const channel = await openChannel(guest, 'token');
  const { bootId } = guest;
  guest.bootId = bootId.slice(1);
  await expect(channel.prove(new Deadline('the agent', 50))).rejects.toThrow('Gave up waiting for the agent');
  guest.bootId = bootId;
  await channel.prove(new Deadline('the agent', 2_000));
  expect(channel.isBroken).toBe(false);
});

it('an agent that gives signs of life is asked for what it owes, again and again', async () => {
  vi.useFakeTimers();
  try {
    const guest = new GuestEnd();
    const channel = await openChannel(guest, 'token');
    const asked = channel.run({ command: { script: 'echo' }, timeoutMs: 60_000 });
    const id = guest.takeId();
    for (let time = 0; time < 2; time++) {
      await vi.advanceTimersByTimeAsync(2_500);
      expect(guest.takeHeard()).toContain(`token W ${id}\n`);
    }
    guest.say(answer('token', id, 'new\n'));
    expect((await asked).stdout.toString()).toBe('new\n');
  } finally {
    vi.useRealTimers();
  }
});

it('an answer from before a reboot reaches nobody, though it is on the same port and has the id of a request of now', async () => {
  const guest = new GuestEnd();
  const before = await openChannel(guest, 'tokenbefore');
  const lost = before.run({ command: { script: 'echo' }, timeoutMs: 60_000 });
  const oldId = guest.takeId();
  before.break(new Error('the machine was reset'));
  await expect(lost).rejects.toThrow('The guest could not answer: the machine was reset.');

  guest.bootId = otherBootId;
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
  guest.bootId = otherBootId;
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
