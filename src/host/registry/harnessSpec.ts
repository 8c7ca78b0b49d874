/** What is kept of a running harness in place of a VM's `HostSpec`. */
export interface HarnessSpec {
  readonly kind: 'harness';
  readonly capturesFolder: string;
}
