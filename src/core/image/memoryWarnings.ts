/** Whether a VM finds the memory that it is to have, beside the VMs that run already and have not touched all of theirs. */
export function memoryWarnings(memory: {
  readonly memoryMib: number;
  readonly availableMib: number;
  readonly promisedMib: number;
}): string[] {
  const { memoryMib, availableMib, promisedMib } = memory;
  if (memoryMib + promisedMib <= availableMib) return [];
  const promise = promisedMib === 0 ? '' : `, of which VMs that run may still take ${String(promisedMib)} MiB`;
  return [
    `The VM is to have ${String(memoryMib)} MiB of memory, and only ${String(availableMib)} MiB are free here${promise}.`,
  ];
}
