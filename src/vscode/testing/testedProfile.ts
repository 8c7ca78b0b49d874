import type * as vscode from 'vscode';
import { readFile } from 'node:fs/promises';
import { expectsSomething } from '../../core/artefacts/verdicts/expectsSomething.ts';
import { testsOfProfile } from '../../core/artefacts/verdicts/testsOfProfile.ts';
import { testId, type VmTest } from '../../core/artefacts/verdicts/vmTest.ts';
import { profilePlaces, type TextRange } from '../../core/image/profile/profilePlaces.ts';
import { choiceOfSample } from '../launch/choiceOfSample.ts';
import { folderOf } from '../launch/folderOf.ts';
import type { LaunchChoice } from '../launch/launchChoice.ts';
import { workspaceProfiles } from '../launch/workspaceProfiles.ts';
import { readSettings } from '../settings.ts';

/** A profile and what it expects, for the Test Explorer. */
export interface TestedProfile {
  readonly id: string;
  readonly choice: LaunchChoice;
  /** The file that describes it; undefined for the sample image. */
  readonly file: vscode.Uri | undefined;
  readonly tests: readonly VmTest[];
  /** Where in the file a test or the profile itself stands, as far as it does. */
  readonly place: (test?: VmTest) => TextRange | undefined;
}

export interface FoundTests {
  readonly profiles: readonly TestedProfile[];
  /** Files that cannot be used, and why. */
  readonly problems: readonly { readonly file: vscode.Uri; readonly error: unknown }[];
}

/** The profiles of the workspace, and the sample image where one is set. */
export async function findTests(): Promise<FoundTests> {
  const { profiles, problems } = await workspaceProfiles();
  const found: TestedProfile[] = sampleProfiles();
  const broken = [...problems];
  for (const { choice, uri } of profiles) {
    const places = profilePlaces(await readFile(uri.fsPath, 'utf8').catch(() => ''));
    const { name } = choice.profile;
    try {
      found.push({
        id: `${uri.toString()}#${name}`,
        choice,
        file: uri,
        tests: testsOfProfile(choice.profile).filter(expectsSomething),
        place: (test) => places.get(test === undefined ? name : `${name}/${test.kind}/${testId(test)}`),
      });
    } catch (error) {
      broken.push({ file: uri, error });
    }
  }
  return { profiles: found, problems: broken };
}

/** Only the scenario in which all is well: "Run All" is not to boot a dozen VMs that fail on purpose. */
function sampleProfiles(): TestedProfile[] {
  if (readSettings(folderOf(undefined)?.uri).sampleImage === undefined) return [];
  const choice = choiceOfSample('applied');
  const tests = testsOfProfile(choice.profile).filter(expectsSomething);
  return [{ id: choice.profile.name, choice, file: undefined, tests, place: () => undefined }];
}
