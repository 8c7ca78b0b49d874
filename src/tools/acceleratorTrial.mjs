// Assembles src/core/image/accelerator/acceleratorTrial.s into acceleratorTrialCode.ts beside it. Needs binutils; run it after a change.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../core/image/accelerator/', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'accelerator-trial-'));
try {
  const object = join(scratch, 'trial.o');
  const binary = join(scratch, 'trial.bin');
  execFileSync('as', ['--64', '-o', object, join(folder, 'acceleratorTrial.s')], { stdio: 'inherit' });
  const link = ['-m', 'elf_x86_64', '-Ttext=0x8000', '-e', 'start', '--oformat', 'binary', '-o', binary, object];
  execFileSync('ld', link, { stdio: 'inherit' });
  const code = readFileSync(binary);
  const end = code.findLastIndex((byte, index) => byte !== 0 && index < 0x1000) + 1;
  const text = (/** @type {Buffer} */ part) => {
    const lines = part.toString('base64').matchAll(/.{1,112}/g);
    return Array.from(lines, ([line]) => `    '${line}'`).join(' +\n');
  };
  writeFileSync(
    join(folder, 'acceleratorTrialCode.ts'),
    `// Made from acceleratorTrial.s by \`node src/tools/acceleratorTrial.mjs\`.

/** Machine code, base64: the program, and what the second CPU runs, which lies 4096 bytes behind the program's start. */
export const acceleratorTrialCode = {
  main:
${text(code.subarray(0, end))},
  secondCpu:
${text(code.subarray(0x1000))},
} as const;
`,
  );
} finally {
  rmSync(scratch, { recursive: true });
}
