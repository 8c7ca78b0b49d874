import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planBoot } from '../../../src/cli/planBoot.ts';
import type { VerbContext } from '../../../src/cli/verbContext.ts';

it('gives checkpoints the room that it is told, or leaves it at the default', async () => {
  const workspace = mkdtempSync(join(tmpdir(), 'plan '));
  try {
    const image = join(workspace, 'x.img');
    const bytes = Buffer.alloc(1_048_576);
    bytes.set([0x55, 0xaa], 510);
    writeFileSync(image, bytes);
    const options = { image, workspace, grace: 'keep' } as const;
    const context = {} as VerbContext;
    expect((await planBoot({ ...options, checkpointLimit: 3 }, context)).launch.checkpointLimitBytes).toBe(3_145_728);
    expect((await planBoot(options, context)).launch.checkpointLimitBytes).toBeUndefined();
  } finally {
    rmSync(workspace, { recursive: true });
  }
});
