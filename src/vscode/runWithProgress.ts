import * as vscode from 'vscode';
import { delay } from '../core/common/delay.ts';
import { UserError } from '../core/common/userError.ts';

/** What a job tells and hears while it runs. */
export interface JobProgress {
  /** Says what is going on now, in a few words. */
  readonly step: (message: string) => void;
  /** Aborts when the person presses Cancel. */
  readonly signal: AbortSignal;
}

/**
 * Runs a job under the progress bar of the view, and from `showAfterMs` on also under a notification with Cancel. Settles
 * as the job does; the job decides what its cancellation means.
 */
export async function runWithProgress<T>(
  options: { readonly title: string; readonly showAfterMs: number },
  job: (progress: JobProgress) => Promise<T>,
): Promise<T> {
  const cancellation = new AbortController();
  let lastStep: string | undefined;
  let show: ((message: string) => void) | undefined;
  const running = job({
    step: (message) => {
      lastStep = message;
      show?.(message);
    },
    signal: cancellation.signal,
  });
  const settled = running.then(
    () => undefined,
    () => undefined,
  );
  void vscode.window.withProgress({ location: { viewId: 'bootImageVm.vms' } }, () => settled);
  const isSlow = await Promise.race([settled.then(() => false), delay(options.showAfterMs).then(() => true)]);
  if (isSlow) {
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: options.title, cancellable: true },
      async (progress, token) => {
        token.onCancellationRequested(() => {
          cancellation.abort(new UserError('cancelled', `${options.title}: cancelled.`));
        });
        show = (message) => progress.report({ message });
        if (lastStep !== undefined) show(lastStep);
        await settled;
      },
    );
  }
  return await running;
}
