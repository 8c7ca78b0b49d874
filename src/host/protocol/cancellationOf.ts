import { type CancellationToken, CancellationTokenSource } from 'vscode-jsonrpc/node';

/** The signal as vscode-jsonrpc takes it, until it is disposed of. */
export function cancellationOf(signal: AbortSignal | undefined): {
  readonly token: CancellationToken;
  dispose(): void;
} {
  const source = new CancellationTokenSource();
  const cancel = (): void => {
    source.cancel();
  };
  if (signal?.aborted === true) cancel();
  else signal?.addEventListener('abort', cancel, { once: true });
  return {
    token: source.token,
    dispose: () => {
      signal?.removeEventListener('abort', cancel);
      source.dispose();
    },
  };
}
