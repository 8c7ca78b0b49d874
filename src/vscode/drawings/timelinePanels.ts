import { readMetadata } from '../../core/artefacts/readMetadata.ts';
import { bootTimeline } from '../../core/artefacts/timeline/bootTimeline.ts';
import { readAskedUnits } from '../../core/artefacts/timeline/readAskedUnits.ts';
import type { Disposable } from '../../core/common/event.ts';
import { UserError } from '../../core/common/userError.ts';
import type { VmState } from '../../host/protocol/vmState.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { DrawingPanels } from './drawingPanels.ts';
import type { Drawing } from './drawingPage.ts';
import { timelineDrawing } from './timelineDrawing.ts';

/** The boot timelines of runs; those of running VMs grow as the boot goes on. */
export class TimelinePanels implements Disposable {
  readonly #panels: DrawingPanels;
  readonly #subscription: Disposable;
  /** What each VM's timeline depends on, as it was last seen. */
  readonly #seen = new Map<string, string>();

  constructor(panels: DrawingPanels, sessions: VmSessions) {
    this.#panels = panels;
    this.#subscription = sessions.onSessionChanged(({ id, state }) => {
      const seen = traces(state);
      if (this.#seen.get(id) === seen) return;
      this.#seen.set(id, seen);
      panels.refresh(key(state.runFolder));
    });
  }

  /** Errors: UserError of reason `usage` if the run has nothing to show. */
  async show(runFolder: string): Promise<void> {
    await this.#panels.show(key(runFolder), async () => await drawingOf(runFolder));
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

const key = (runFolder: string): string => `timeline:${runFolder}`;

/** Changes when the timeline does. */
function traces({ phases, failures, probes, end }: VmState): string {
  const asked = probes.find(({ probe }) => probe.id === 'boot-units')?.capture?.id;
  return [phases.length, failures.length, asked, end?.cause].join();
}

async function drawingOf(runFolder: string): Promise<Drawing> {
  const metadata = await readMetadata(runFolder);
  const timeline = bootTimeline(metadata, await readAskedUnits(runFolder, metadata));
  if (timeline.sections.length > 0) return timelineDrawing(timeline);
  throw new UserError('usage', 'There is no boot phase and no unit to show yet.', {
    next: 'Wait until the console shows something, or run the probe "Units of the boot".',
  });
}
