import type { DisposableStore } from '../common/disposableStore.ts';
import { message } from './agentProtocol.ts';
import type { GuestPort } from './guestPort.ts';
import type { PendingRequest } from './pendingRequest.ts';

/** After a kill: how long the guest has to answer with what the command had written. */
const killGraceMs = 8_000;
const lookAgainMs = 250;

/** The time limit and the caller's signal: kill, then take what there is, then give up. Until `controls` are disposed of. */
export function limitRequest(
  pending: PendingRequest,
  {
    token,
    port,
    controls,
    whyNoAnswer,
  }: { token: string; port: GuestPort; controls: DisposableStore; whyNoAnswer: () => string },
): void {
  const { id, request } = pending;
  let timer: NodeJS.Timeout | undefined;
  // What the guest says meanwhile may be the answer: on a slow line, that takes its time.
  const unlessSpeaking = (action: () => void): void => {
    if (port.isSpeaking === true) timer = setTimeout(() => unlessSpeaking(action), lookAgainMs);
    else action();
  };
  const giveUp = (): void => {
    pending.fail(new Error(whyNoAnswer()));
  };
  const takeWhatThereIs = (): void => {
    if (pending.isAnswered) return;
    port.write(message(token, 'Z', id, 137));
    timer = setTimeout(() => unlessSpeaking(giveUp), killGraceMs);
  };
  const kill = (): void => {
    if (pending.isSettled || pending.isAnswered || pending.timedOut) return;
    pending.timedOut = true;
    port.write(message(token, 'K', id));
    clearTimeout(timer);
    timer = setTimeout(() => unlessSpeaking(takeWhatThereIs), killGraceMs);
  };
  // What is followed has no limit.
  if (request.timeoutMs < Infinity) timer = setTimeout(() => unlessSpeaking(kill), request.timeoutMs);
  request.signal?.addEventListener('abort', kill, { once: true });
  controls.onDispose(() => {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', kill);
  });
  if (request.signal?.aborted === true) kill();
}
