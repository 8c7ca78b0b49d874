/** What is known of a VM without asking its host. */
export interface RegisteredVm {
  readonly id: string;
  readonly profile: string;
  readonly runFolder: string;
  readonly hostPid: number;
  readonly qemuPid: number | null;
  readonly memoryMib: number;
  readonly socketPath: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}
