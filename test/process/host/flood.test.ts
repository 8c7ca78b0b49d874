import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { Deadline } from '../../../src/core/common/deadline.ts';
import { hostNodeOptions } from '../../../src/host/client/hostNodeOptions.ts';
import { temporaryFolder } from '../../unit/artefacts/temporaryFolder.ts';

const temporary = temporaryFolder();
/** Some text that a guest writes again and again, numbered, so that every part of the flood is another. */
const floods: readonly [megabytes: number, name: string, piece: (number: number) => string][] = [
  [50, 'lines', (number) => `${String(number).padStart(8, '0')} the quick brown fox jumps over the lazy dog\r\n`],
  [50, 'empty lines', (number) => (number % 100 === 0 ? `${String(number)}\r\n` : '\r\n')],
  [
    10,
    'what needs a terminal emulator',
    (number) => `\x1b[1A\x1b[2K${String(number)} % done\r\n\x1b[5;10Hat 5, 10\r\n`,
  ],
  [50, 'one endless line', (number) => `${String(number)} `],
];

it.each(floods)(
  'takes %i MB of %s from QEMU in little memory, to the last byte',
  async (megabytes, _name, piece) => {
    const program = join(temporary.path, 'console.mjs');
    await build({
      entryPoints: [join(import.meta.dirname, 'floodedConsole.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      // The emulator is a CommonJS module.
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'error',
    });
    const child = spawn(process.execPath, [...hostNodeOptions, program, temporary.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const said = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await said.next()).value).toBe('listening');
    const qemu = createConnection(join(temporary.path, 'console.sock'));
    const sent = createHash('sha256');
    let bytes = 0;
    for (let number = 0; bytes < megabytes * 1_000_000;) {
      let text = '';
      while (text.length < 262_144) text += piece(number++);
      const data = Buffer.from(text, 'latin1');
      sent.update(data);
      bytes += data.length;
      if (!qemu.write(data)) await once(qemu, 'drain');
    }
    qemu.end();
    const last = await new Deadline('the console to be recorded', 100_000).race(said.next());
    const [, peakMib] = /^peak (\d+) MiB$/.exec(String(last.value)) ?? [];
    expect(Number(peakMib)).toBeLessThan(150);
    expect(await exited).toEqual([0, null]);
    const written = createHash('sha256');
    for await (const data of createReadStream(join(temporary.path, 'serial.log'))) written.update(data as Buffer);
    expect(written.digest('hex')).toBe(sent.digest('hex'));
    expect((await readFile(join(temporary.path, 'serial.txt'), 'latin1')).trim()).not.toBe('');
  },
  120_000,
);
