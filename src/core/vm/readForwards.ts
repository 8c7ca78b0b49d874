import type { ActiveForward } from './machineState.ts';

/**
 * The forwards in what QEMU's monitor prints for `info usernet`:
 * `TCP[HOST_FORWARD]  12  127.0.0.1 36341  10.0.2.15  22  0  0`.
 */
export function readForwards(infoUsernet: string): ActiveForward[] {
  const rows = infoUsernet.matchAll(/^\s*TCP\[HOST_FORWARD\]\s+\d+\s+\S+\s+(\d+)\s+\S+\s+(\d+)/gm);
  return [...rows].map(([, hostPort, guestPort]) => ({ hostPort: Number(hostPort), guestPort: Number(guestPort) }));
}
