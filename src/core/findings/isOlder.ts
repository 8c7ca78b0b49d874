import type { CapturedAnswer } from './capturedAnswer.ts';

/** Probes of one click or one capture are asked a few at a time; an emulated guest answers each within seconds. */
const sameMomentMs = 10_000;

/** Whether an answer tells of an earlier moment than another one, so that the two prove nothing together. */
export function isOlder(capture: CapturedAnswer, than: CapturedAnswer): boolean {
  return capture.askedAtMs < than.askedAtMs - sameMomentMs;
}
