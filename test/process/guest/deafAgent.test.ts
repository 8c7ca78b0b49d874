import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Deadline } from '../../../src/core/common/deadline.ts';
import type { AgentChannel } from '../../../src/core/guest/agentChannel.ts';
import { startAgent } from './startAgent.ts';

describe.each([[['dash']], [['bash']], [['busybox', 'ash']]])('an agent under %s', (shell) => {
  let pid = 0;
  const start = async (): Promise<AgentChannel> => await startAgent(shell, { onStarted: (started) => (pid = started) });

  it('that is stopped is told to be silent; what was asked meanwhile is answered when it goes on', async () => {
    const channel = await start();
    const inFlight = channel.run({ command: { script: 'sleep 0.5; echo early' }, timeoutMs: 30_000 });
    const silence = new Deadline('the silence to be told', 10_000).event(channel.onSilence, () => true);
    process.kill(-pid, 'SIGSTOP');
    const since = await silence;
    expect(since).toBeInstanceOf(Date);
    expect(channel.silentSince).toBe(since);
    const late = channel.run({ command: { script: 'echo late' }, timeoutMs: 30_000 });
    const end = new Deadline('the end of the silence', 10_000).event(channel.onSilence, () => true);
    process.kill(-pid, 'SIGCONT');
    expect(await end).toBeUndefined();
    const answers = await Promise.all([inFlight, late]);
    expect(answers.map(({ stdout }) => stdout.toString())).toEqual(['early\n', 'late\n']);
  });

  it('whose sender is killed ends, so that its port tells', async () => {
    const channel = await start();
    const [sender] = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8').split(' ');
    process.kill(Number(sender), 'SIGKILL');
    const cause = await new Deadline('the channel to be lost', 10_000).race(channel.broken);
    expect(cause.message).toBe('the agent ended');
  });
});
