import { existsSync } from 'node:fs';
import type { CaptureRecord } from '../../core/artefacts/captureRecord.ts';
import type { RunFolder } from '../../core/artefacts/runFolder.ts';
import { type Disposable, Emitter, type Event } from '../../core/common/event.ts';
import { messageOf } from '../../core/common/userError.ts';
import type { CapturedAnswer } from '../../core/findings/capturedAnswer.ts';
import { captureForFindings } from '../../core/findings/captureForFindings.ts';
import { findFindings } from '../../core/findings/findFindings.ts';
import type { HostTrouble, LocatedFailure, NetworkFacts, RunFacts } from '../../core/findings/runFacts.ts';
import type { Profile } from '../../core/image/profile/profile.ts';
import type { ProbeAnswer } from '../../core/probes/probeAnswer.ts';
import type { MachineState } from '../../core/vm/machineState.ts';
import type { ConsoleRecorder } from '../console/consoleRecorder.ts';

/** Answers and failures that come together are looked at together. */
const lookAfterMs = 100;

export interface FindingsDeskOptions {
  readonly runFolder: RunFolder;
  readonly recorder: ConsoleRecorder;
  readonly profile: Profile;
  readonly accelerator: { readonly kind: string; readonly why: string };
}

/** Keeps the findings of a VM: looks again whenever something was captured or the console showed a failure. */
export class FindingsDesk implements Disposable {
  readonly #options: FindingsDeskOptions;
  readonly #changed = new Emitter<undefined>();
  /** Each set stays as it is: the rules remember what they read of it. */
  #captures: ReadonlyMap<string, CapturedAnswer> = new Map();
  #network: NetworkFacts;
  #standing: HostTrouble | undefined;
  #last: HostTrouble | undefined;
  #timer: NodeJS.Timeout | undefined;
  #text = '[]';

  readonly onChanged: Event<undefined> = this.#changed.event;

  constructor(options: FindingsDeskOptions) {
    this.#options = options;
    const { kind, link } = options.profile.network;
    this.#network = { kind, link, linkSinceMs: 0 };
  }

  /** An answer that was filed. */
  take({ answer, capture }: { readonly answer: ProbeAnswer; readonly capture: CaptureRecord }): void {
    const { probe, answer: guestAnswer, reading } = answer;
    const captures = new Map(this.#captures);
    captures.delete(probe.id);
    captures.set(probe.id, captureForFindings({ probe, answer: guestAnswer, reading, files: capture }));
    this.#captures = captures;
    this.look();
  }

  /** The guest started anew: what it answered before is no longer so. */
  forgetCaptures(): void {
    this.#captures = new Map();
    this.look();
  }

  /** What is wrong with this machine as long as that lasts; undefined: it is over. */
  set trouble(trouble: HostTrouble | undefined) {
    this.#standing = trouble;
    this.look();
  }

  /** The network cable of the machine, as it is plugged now. */
  set link(link: MachineState['link']) {
    if (link === 'absent' || link === this.#network.link) return;
    this.#network = { ...this.#network, link, linkSinceMs: Date.now() };
    this.look();
  }

  /** Looks in a moment. */
  look(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#lookNow();
    }, lookAfterMs);
  }

  /** The last look, before the run folder is completed; the console is at its end by then. */
  async end(trouble: HostTrouble | undefined): Promise<void> {
    this.dispose();
    this.#last = trouble;
    await this.#lookNow();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #lookNow(): Promise<void> {
    const { runFolder } = this.#options;
    const findings = findFindings(this.#facts(), (error) => runFolder.log(`findings: ${messageOf(error)}`));
    const text = JSON.stringify(findings);
    if (text === this.#text) return;
    this.#text = text;
    const known = new Set(runFolder.metadata.findings.map(({ id }) => id));
    for (const { id, severity, title } of findings) if (!known.has(id)) runFolder.log(`finding: ${severity}: ${title}`);
    const saved = runFolder.updateMetadata({ findings });
    this.#changed.fire(undefined);
    await saved;
  }

  #facts(): RunFacts {
    const { profile, accelerator, recorder, runFolder } = this.#options;
    const { accelerator: acceleratorChoice, findings: profileRules } = profile;
    const { channel } = runFolder.metadata;
    const channelTrouble = channel?.kind === 'none' ? channel.why : null;
    const diskFull = runFolder.metadata.problems.find(({ code }) => code === 'ENOSPC');
    return {
      captures: this.#captures,
      ...(channelTrouble === null ? {} : { channelTrouble }),
      failures: recorder.observer.failures.map((failure): LocatedFailure => {
        const own = failure.kind === 'custom' ? profile.consoleFailures.find(isOrigin(failure.title)) : undefined;
        const { explanation, next } = own ?? {};
        return {
          failure,
          ...recorder.linesOf(failure),
          ...(explanation === undefined ? {} : { explanation }),
          ...(next === undefined ? {} : { next }),
        };
      }),
      host: {
        accelerator,
        acceleratorChoice,
        kvm: existsSync('/dev/kvm') ? 'present' : 'absent',
        troubles: [
          ...(diskFull === undefined ? [] : [fullDisk(diskFull.file)]),
          ...[this.#standing, this.#last].filter((trouble) => trouble !== undefined),
        ],
      },
      network: this.#network,
      profileRules,
    };
  }
}

function isOrigin(title: string): (pattern: { readonly title: string }) => boolean {
  return (pattern) => pattern.title === title;
}

function fullDisk(file: string): HostTrouble {
  return {
    kind: 'disk-full',
    sentence: `The disk of the run folder is full: ${file} could not be written`,
    next: 'Make room there; what could not be written is lost.',
    file: null,
  };
}
