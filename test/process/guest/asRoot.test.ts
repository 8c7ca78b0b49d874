import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asRoot } from '../../../src/core/guest/asRoot.ts';
import { programPath } from './programPath.ts';

const runItsCommand = 'while [ "${1#-}" != "$1" ];do [ "$1" = -p ]&&shift;shift;done;exec "$@"';
/** What stands for the guest's programs. */
const programs = {
  sudo: runItsCommand,
  sudoThatAsks: `[ "$1" = -n ]&&exit 1;read -r w;[ "$w" = "the sudo's" ]||exit 1;${runItsCommand}`,
  su: `read -r w;[ "$w" = "the root's" ]||exit 1;exec sh -c "$2"`,
  setarch: 'shift;exec "$@"',
} as const;

type Program = keyof typeof programs;

const login = { sudoPassword: "the sudo's", rootPassword: "the root's" };
const shells = [[['dash']], [['bash']], [['busybox', 'ash']], [['zsh']]] as const;

describe.each(shells)('as root, by the shell %s', ([shell, ...applet]) => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'as-root-'));
    symlinkSync(programPath('sh'), join(folder, 'sh'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What the script got and the ways that were tried, in a guest with these programs. */
  async function run(userId: number, has: readonly Program[], words = login): Promise<unknown> {
    for (const program of has) {
      const name = program === 'sudoThatAsks' ? 'sudo' : program;
      const note = `echo ${name} >>${folder}/tried`;
      writeFileSync(join(folder, name), `#!/bin/sh\n${note}\n${programs[program]}\n`, { mode: 0o755 });
    }
    const line = asRoot({
      script: `echo "$1,$2,it's \\"$(echo run)\\"" >${folder}/got`,
      words: ['d', 't'],
      login: words,
      userId,
      otherwise: 'echo none',
    });
    const { stdout } = await execa(programPath(shell), [...applet, '-c', `d=one t="the second";( ${line} )`], {
      env: { PATH: folder },
      extendEnv: false,
    });
    const textOf = (name: string): string => {
      const file = join(folder, name);
      return existsSync(file) ? readFileSync(file, 'utf8').trim().replaceAll('\n', ' ') : '';
    };
    return { got: textOf('got'), tried: textOf('tried'), stdout };
  }

  const got = 'one,the second,it\'s "run"';

  it.each<{ title: string; userId: number; has: readonly Program[]; tried: string }>([
    { title: 'who is root', userId: 0, has: ['setarch'], tried: 'setarch' },
    { title: 'who is root, without setarch', userId: 0, has: [], tried: '' },
    { title: 'by sudo', userId: 1, has: ['sudo', 'setarch', 'su'], tried: 'sudo setarch' },
    { title: 'by sudo, without setarch', userId: 1, has: ['sudo'], tried: 'sudo sudo' },
    { title: 'by sudo with its password', userId: 1, has: ['sudoThatAsks', 'setarch'], tried: 'sudo sudo setarch' },
    { title: 'by su, without sudo', userId: 1, has: ['su', 'setarch'], tried: 'su setarch' },
    { title: 'by su, without sudo and setarch', userId: 1, has: ['su'], tried: 'su' },
  ])('runs a script with its words: $title', async ({ userId, has, tried }) => {
    expect(await run(userId, has)).toEqual({ got, tried, stdout: '' });
  });

  it('says so when no way is left', async () => {
    const wrong = { sudoPassword: 'wrong', rootPassword: 'wrong' };
    expect(await run(1, ['sudoThatAsks', 'su', 'setarch'], wrong)).toEqual({
      got: '',
      tried: 'sudo sudo su',
      stdout: 'none',
    });
  });
});
