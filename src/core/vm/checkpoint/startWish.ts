/** How a VM is to be started. */
export type StartWish =
  | { readonly kind: 'boot' }
  /** From the checkpoint that an earlier warm launch kept; the first boots and keeps one. */
  | { readonly kind: 'warm' }
  | { readonly kind: 'checkpoint'; readonly id: string };
