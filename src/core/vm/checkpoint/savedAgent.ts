/** An agent as a checkpoint keeps it: it runs in the saved guest and goes on when the guest does. */
export interface SavedAgent {
  readonly kind: 'virtio' | 'uart';
  /** Of the session in which it was started. */
  readonly token: string;
  /** The console's device in the guest. */
  readonly terminal: string;
  /** Requests that it was still busy with; nobody waits for them in the restored guest. */
  readonly requests: readonly string[];
}
