import { expect, it } from 'vitest';
import { memoryWarnings } from '../../../src/core/image/memoryWarnings.ts';

it.each([
  { memoryMib: 1024, availableMib: 4000, promisedMib: 2900, warnings: [] },
  {
    memoryMib: 2048,
    availableMib: 1500,
    promisedMib: 0,
    warnings: ['The VM is to have 2048 MiB of memory, and only 1500 MiB are free here.'],
  },
  {
    memoryMib: 1024,
    availableMib: 4000,
    promisedMib: 3500,
    warnings: [
      'The VM is to have 1024 MiB of memory, and only 4000 MiB are free here, of which VMs that run may still take 3500 MiB.',
    ],
  },
])('a VM of $memoryMib MiB beside $availableMib MiB free and $promisedMib promised', ({ warnings, ...memory }) => {
  expect(memoryWarnings(memory)).toEqual(warnings);
});
