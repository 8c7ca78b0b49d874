/**
 * For the VM host's Node: what is thrown away is collected early, and the heap grows by little between collections. It lives
 * beside its guest, perhaps for days, and its peak counts.
 */
export const hostNodeOptions = ['--max-semi-space-size=2', '--heap-growing-percent=20'];
