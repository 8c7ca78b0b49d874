import { launchProfile } from '../host/client/launchProfile.ts';
import { startText } from '../core/vm/checkpoint/startText.ts';
import type { VmClient } from '../host/client/vmClient.ts';
import type { BootPlan } from './bootPlan.ts';
import type { VerbContext } from './verbContext.ts';

/** Starts the VM of a plan and says what was started. */
export async function startVm(plan: BootPlan, client: string, { output, signal }: VerbContext): Promise<VmClient> {
  const vm = await launchProfile({
    ...plan.launch,
    client,
    signal,
    onRemark: (sentence) => output.note(sentence),
    onBuildLog: (text) => {
      if (!output.json) output.relay('stderr', Buffer.from(text));
    },
  });
  const { id, image, accelerator, runFolder } = vm.state;
  output.line(`VM          ${id}`);
  output.line(`Boot image  ${image}`);
  output.line(`Runs by     ${accelerator.kind}: ${accelerator.why}`);
  output.line(`Start       ${startText(vm.state.start)}`);
  output.line(`Run folder  ${runFolder}`);
  return vm;
}
