/** DSR 5, "are you well?", and a terminal's answer. */
const question = '\x1b[5n';
const answer = '\x1b[0n';

/**
 * Tells when a terminal has worked through a replay. Its replies to queries in the replayed text come late, since it draws
 * on its own time; they must not reach the guest. So the replay ends with a question of ours: the terminal answers in
 * order, and what it says after our answer is about the live console.
 */
export class ReplayFence {
  #questionsInReplay = 0;
  #answersSeen = 0;
  #state: 'replaying' | 'asked' | 'over' = 'replaying';

  get isOver(): boolean {
    return this.#state === 'over';
  }

  /** Counts the guest's own questions of this kind in replayed text. */
  replay(text: string): void {
    if (this.#state === 'replaying') this.#questionsInReplay += text.split(question).length - 1;
  }

  /** The replay is complete; write what this answers to the terminal. */
  ask(): string {
    this.#state = 'asked';
    return question;
  }

  /** Takes the terminal's replies; answers with those that are about the live console. */
  pass(replies: string): string {
    if (this.#state === 'over') return replies;
    let at = replies.indexOf(answer);
    while (at !== -1) {
      this.#answersSeen++;
      const end = at + answer.length;
      if (this.#state === 'asked' && this.#answersSeen > this.#questionsInReplay) {
        this.#state = 'over';
        return replies.slice(end);
      }
      at = replies.indexOf(answer, end);
    }
    return '';
  }
}
