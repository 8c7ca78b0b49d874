import { shellText } from '../../common/shellText.ts';
import { fencedBlock } from '../markdown/fencedBlock.ts';
import type { RunMetadata } from '../metadata.ts';

/** How QEMU was called, so that it can be read and run again. Long, and so the last section. */
export function commandLineSection({ argv }: RunMetadata): string {
  return argv.length === 0 ? '' : `## Command line of QEMU\n\n${fencedBlock(shellText(argv), 'sh')}`;
}
