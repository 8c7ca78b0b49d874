import headless from '@xterm/headless';
import { spawn as spawnPty } from 'node-pty';
import stripAnsi from 'strip-ansi';
import { afterEach, describe, expect, it } from 'vitest';
import { Deadline } from '../../../../src/core/common/deadline.ts';
import { Emitter } from '../../../../src/core/common/event.ts';
import { loginOnConsole, type OpenDoor } from '../../../../src/core/console/login/loginOnConsole.ts';
import type { BootPhase } from '../../../../src/core/console/phases/bootPhase.ts';
import type { Login } from '../../../../src/core/image/profile/profile.ts';

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(endings.splice(0).map(async (end) => await end()));
});

interface Console {
  readonly onData: Emitter<Buffer>['event'];
  readonly write: (data: string) => void;
  readonly phase: () => BootPhase;
  readonly text: () => string;
  readonly logIn: (login?: Login, shell?: 'sought' | 'wasThere') => Promise<OpenDoor>;
}

/**
 * A real program on a real pseudoterminal, in place of a guest's serial line.
 *
 * @param pieces in which its output comes: `bytes` as from a slow line
 */
function startConsole(
  argv: readonly string[],
  environment: Record<string, string> = {},
  pieces: 'asWritten' | 'bytes' = 'asWritten',
): Console {
  const [program = '', ...rest] = argv;
  const pty = spawnPty(program, rest, {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', TERM: 'vt220', LC_ALL: 'C.UTF-8', ...environment },
    cols: 80,
    rows: 24,
  });
  const data = new Emitter<Buffer>();
  let text = '';
  const deliver = (piece: string): void => {
    text += piece;
    data.fire(Buffer.from(piece));
  };
  let delivered = Promise.resolve();
  pty.onData((chunk) => {
    if (pieces === 'asWritten') deliver(chunk);
    for (const piece of pieces === 'bytes' ? chunk : '') {
      delivered = delivered.then(async () => {
        deliver(piece);
        await new Promise((resolve) => setImmediate(resolve));
      });
    }
  });
  const ended = new Promise<void>((resolve) => {
    pty.onExit(() => {
      resolve();
    });
  });
  endings.push(async () => {
    pty.kill('SIGKILL');
    // node-pty tells of the end from a thread of its own: the worker must not be gone by then.
    await new Deadline('the terminal to end', 5_000).race(ended);
  });
  const write = (typed: string): void => {
    pty.write(typed);
  };
  const phase = (): BootPhase => 'userspace';
  const onData = data.event;
  const logIn = async (login: Login = {}, shell: 'sought' | 'wasThere' = 'sought'): Promise<OpenDoor> =>
    await loginOnConsole(
      { onData, write, phase },
      {
        login,
        shell,
        deadline: new Deadline('the login', 25_000),
        signal: new AbortController().signal,
        log: () => undefined,
      },
    );
  return { onData, write, phase, text: () => text, logIn };
}

async function expectOpen(console: Console, door: OpenDoor): Promise<void> {
  const deadline = new Deadline('the line behind the door to run', 5_000);
  const seen = deadline.event(console.onData, () => console.text().includes('answer=42'));
  door.run('echo answer=$((6*7))');
  deadline.lastSaw = console.text().slice(-200);
  await seen;
  // What was run is not seen, only what it printed.
  expect(console.text()).not.toContain('answer=$');
}

/** What getty and login do, as far as a console shows it: they flush what was typed before they read. */
const fakeLogin = (after: string): string => `
flush() { stty -icanon min 0 time 0; cat >/dev/null; stty icanon; }
while :; do
  flush; printf '\\nguest login: '; read -r user
  [ "$user" = root ] && break
  flush; printf 'Password: '; stty -echo; read -r password; stty echo; echo
  [ "$user" = maker ] && [ "$password" = 'pass word' ] && break
  echo; echo 'Login incorrect'
done
${after}`;

const plain = (text: string): string => stripAnsi(text).replaceAll('\r', '');

/** What stands on a terminal of the console's size, without the empty rows. */
async function screenOf(text: string): Promise<string[]> {
  const terminal = new headless.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  await new Promise<void>((resolve) => {
    terminal.write(text, resolve);
  });
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
  return lines.map((line) => line.trimEnd()).filter((line) => line !== '');
}

describe('login finds a shell', () => {
  it('that nothing announced', async () => {
    const console = startConsole(['bash', '--norc', '--noprofile', '-i']);
    await expectOpen(console, await console.logIn());
  });

  it.each([
    ['bash', ['bash', '--norc', '--noprofile', '-i']],
    ['dash', ['dash', '-i']],
    ['busybox ash', ['busybox', 'ash', '-i']],
    ['zsh', ['zsh', '-f', '-i']],
    ['fish', ['fish', '--no-config', '-i']],
  ] as const)('in %s', async (_name, argv) => {
    const console = startConsole(
      ['sh', '-c', 'echo "guest login: maker (automatic login)"; exec "$@"', 'getty', ...argv],
      { HOME: '/tmp' },
    );
    const door = await console.logIn();
    expect(door.userId).toBe(process.getuid?.());
    expect(door.terminal).toMatch(/^\/dev\/pts\/\d+$/);
    await expectOpen(console, door);
  });

  it.each([
    ['of two lines and colours', '\\[\\e[1;32m\\]host\\[\\e[0m\\]\\n\\[\\e[31m\\]=> \\[\\e[0m\\]'],
    ['that ends like a login prompt', 'login: '],
    ['that ends like a password prompt', 'Password: '],
    ['with the signs of others inside', '#1 SMP $ > login: % '],
    ['that is empty', ''],
  ])('with a prompt %s', async (_name, prompt) => {
    const console = startConsole(['bash', '--norc', '--noprofile', '-i'], { PS1: prompt, HOME: '/tmp' });
    console.write('true "(automatic login)"\r');
    await expectOpen(console, await console.logIn());
  });

  it.each([
    ['bash', 'set -eu'],
    ['bash', 'set -euC'],
    ['bash', 'IFS=0:'],
    ['bash', 'typeset -i s u t n'],
    ['bash', 'readonly s u t n k r x'],
    ['zsh', 'set -eu'],
    ['zsh', 'setopt ksh_arrays err_return no_clobber; IFS=0'],
    ['zsh', 'readonly s u t n k r x'],
    ['dash', 'set -eu; IFS=0'],
    ['dash', 'readonly s u t n k r x'],
    ['busybox ash', 'set -eu; IFS=0'],
  ])('of %s, in which a person has said: %s', async (shell, said) => {
    const argv = { bash: 'bash --norc --noprofile -i', zsh: 'zsh -f -i' }[shell] ?? `${shell} -i`;
    const console = startConsole(['sh', '-c', `echo "guest login: maker (automatic login)"; exec ${argv}`]);
    const prompt = (): boolean => /[#$%] $/.test(plain(console.text()));
    await new Deadline('the prompt', 5_000).event(console.onData, prompt);
    console.write(`${said}\r`);
    const door = await console.logIn({}, 'wasThere');
    const terminal = expect.stringMatching(/^\/dev\/pts\/\d+$/) as string;
    expect(door).toMatchObject({ userId: process.getuid?.(), shell: shell.split(' ')[0], terminal });
    await expectOpen(console, door);
  });

  it('behind a login prompt, as root without a password', async () => {
    const console = startConsole(['sh', '-c', fakeLogin('exec bash --norc -i')]);
    await expectOpen(console, await console.logIn());
  });

  it('behind a login prompt, with a user and a password', async () => {
    const console = startConsole(['sh', '-c', fakeLogin('exec bash --norc -i')]);
    await expectOpen(console, await console.logIn({ user: 'maker', password: 'pass word' }));
  });

  it('after a message of the day of 500 lines', async () => {
    const console = startConsole(['sh', '-c', fakeLogin('seq -f "line %g login: no" 500; exec dash -i')]);
    await expectOpen(console, await console.logIn());
  });

  it('and answers no prompt that goes on as an automatic login', async () => {
    // A slow line: what follows the prompt comes a moment later.
    const getty = 'printf "guest login: "; sleep 0.15; echo "maker (automatic login)"; exec bash --norc -i';
    const console = startConsole(['sh', '-c', getty]);
    await expectOpen(console, await console.logIn());
    expect(console.text()).not.toContain('root');
  });

  it.each([
    ['bash', ['bash', '--norc', '--noprofile', '-i']],
    ['dash', ['dash', '-i']],
    ['busybox ash', ['busybox', 'ash', '-i']],
    ['zsh', ['zsh', '-f', '-i']],
  ] as const)('and leaves a fresh prompt and nothing else on the screen of a %s', async (_name, argv) => {
    const getty = ['sh', '-c', 'echo "maker (automatic login)"; exec "$@"', 'getty', ...argv];
    const console = startConsole(getty, { HOME: '/nonexistent', PS1: '> ' }, 'bytes');
    const door = await console.logIn();
    const back = new Deadline('the prompt', 5_000).event(console.onData, () =>
      /done.*> $/s.test(plain(console.text())),
    );
    door.run('echo done');
    await back;
    const screen = await screenOf(console.text());
    // busybox introduces itself in between.
    expect(screen[0]).toBe('maker (automatic login)');
    expect(screen.slice(-2)).toEqual(['done', '>']);
    expect(screen.filter((row) => /stty|^[+]/.test(row))).toEqual([]);
  });

  it.each([
    ['that keeps every line', ''],
    ['that ignores lines with a leading space', 'ignoreboth'],
  ])('and leaves nothing in the history of a bash %s', async (_name, historyControl) => {
    const console = startConsole(['bash', '--norc', '--noprofile', '-i'], { PS1: '> ', HOME: '/nonexistent' });
    console.write(`HISTCONTROL=${historyControl}\recho "(automatic login)"\r`);
    const door = await console.logIn();
    door.run('echo done=$((1+1))');
    const seen = async (what: string): Promise<void> => {
      await new Deadline(what, 5_000).event(console.onData, () => console.text().includes(what));
    };
    await seen('done=2');
    console.write('history; echo the "end"\r');
    await seen('the end');
    const entries = [...console.text().matchAll(/^ +\d+ {2}(.*?)\r$/gm)].map(([, entry]) => entry);
    expect(entries).toEqual([`HISTCONTROL=${historyControl}`, 'echo "(automatic login)"', 'history; echo the "end"']);
  });

  it('that was there before and writes no prompt again', async () => {
    const console = startConsole(['bash', '--norc', '--noprofile', '-i'], { PS1: '> ', HOME: '/nonexistent' });
    await new Deadline('the prompt', 5_000).event(console.onData, () => console.text().includes('> '));
    await expectOpen(console, await console.logIn({}, 'wasThere'));
  });

  it('that starts long after its banner', async () => {
    const console = startConsole([
      'sh',
      '-c',
      'echo "guest login: maker (automatic login)"; sleep 4; exec bash --norc -i',
    ]);
    await expectOpen(console, await console.logIn());
  });

  it('that is so slow that everything was typed twice before it reads', async () => {
    const console = startConsole(['bash', '--norc', '--noprofile', '-i'], {
      PROMPT_COMMAND: 'printf "wait "; sleep 4',
      PS1: '> ',
      HOME: '/nonexistent',
    });
    console.write('true "(automatic login)"\r');
    await expectOpen(console, await console.logIn());
    const proofs = plain(console.text()).match(/^[+][\w-]{4}:$/gm);
    expect(proofs).toHaveLength(2);
  });

  it('under messages that never pause', async () => {
    const noise = '(while echo "[ 12.345] noise on the console"; do sleep 0.05; done) & ';
    const console = startConsole(['sh', '-c', `${noise}${fakeLogin('exec bash --norc -i')}`]);
    await expectOpen(console, await console.logIn());
  });
});

describe('login gives up', () => {
  it('with one sentence when user and password are refused', async () => {
    const console = startConsole(['sh', '-c', fakeLogin('exec bash --norc -i')]);
    const refused = console.logIn({ user: 'maker', password: 'wrong' });
    await expect(refused).rejects.toMatchObject({
      reason: 'vm',
      message: 'The guest refused the login of "maker" 2 times.',
    });
  });
});
