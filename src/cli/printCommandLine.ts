import { shellText } from '../core/common/shellText.ts';
import { builtProfile } from '../host/client/builtProfile.ts';
import { prepareCommandLine } from '../host/client/prepareCommandLine.ts';
import type { BootOptions } from './bootOptions.ts';
import { planBoot } from './planBoot.ts';
import type { VerbContext } from './verbContext.ts';

/** Prepares a launch and prints what it would run. JSON: `{preparations, argv, accelerator, warnings}`. */
export async function printCommandLine(options: BootOptions, context: VerbContext): Promise<number> {
  const { output, signal } = context;
  const { launch } = await planBoot(options, context);
  const prepared = await prepareCommandLine({
    ...launch,
    profile: builtProfile(launch.profile),
    onRemark: (sentence) => output.note(sentence),
    signal,
  });
  output.document(prepared);
  output.note(`${prepared.accelerator.kind}: ${prepared.accelerator.why}.`);
  for (const warning of prepared.warnings) output.note(warning);
  for (const argv of [...prepared.preparations, prepared.argv]) output.line(shellText(argv));
  return 0;
}
