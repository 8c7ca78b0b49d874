import * as vscode from 'vscode';
import type { AcceleratorChoice } from '../core/image/profile/profile.ts';
import { usualHarness } from '../host/harness/usualHarness.ts';

/** The extension's settings (`contributes.configuration` in package.json), read anew for each use. */
export interface Settings {
  readonly capturesFolder: string;
  readonly qemuPath: string | undefined;
  readonly accelerator: AcceleratorChoice;
  readonly memoryMib: number | undefined;
  readonly cpus: number | undefined;
  readonly extraArguments: readonly string[];
  readonly graceTimeMs: number | 'keep';
  readonly warmLaunch: 'sample' | 'always' | 'never';
  readonly checkpointLimitBytes: number;
  readonly afterTests: 'stop' | 'keepAfterFailure' | 'keep';
  readonly defaultImage: string | undefined;
  readonly sampleImage: string | undefined;
  /** A line for a shell. */
  readonly harnessCommand: string;
}

/**
 * Settings that name programs, images or arguments are in `restrictedConfigurations`: VS Code itself leaves out what an
 * untrusted workspace says of them.
 */
export function readSettings(scope: vscode.Uri | undefined): Settings {
  const configuration = vscode.workspace.getConfiguration('bootImageVm', scope);
  return {
    capturesFolder: filled(configuration.get<string>('capturesFolder')) ?? 'boot-image-captures',
    qemuPath: filled(configuration.get<string>('qemuPath')),
    accelerator: configuration.get<AcceleratorChoice>('accelerator') ?? 'auto',
    memoryMib: configuration.get<number | null>('memoryMib') ?? undefined,
    cpus: configuration.get<number | null>('cpus') ?? undefined,
    extraArguments: configuration.get<string[]>('extraArguments') ?? [],
    graceTimeMs: graceTimeMs(configuration.get<number | string>('graceTimeMinutes')),
    warmLaunch: configuration.get<'sample' | 'always' | 'never'>('warmLaunch') ?? 'sample',
    checkpointLimitBytes: (configuration.get<number>('checkpointLimitMib') ?? 4096) * 1024 ** 2,
    afterTests: configuration.get<'stop' | 'keepAfterFailure' | 'keep'>('afterTests') ?? 'stop',
    defaultImage: filled(configuration.get<string>('defaultImage')),
    sampleImage: filled(configuration.get<string>('sampleImage')),
    harnessCommand: filled(configuration.get<string>('harnessCommand')) ?? usualHarness,
  };
}

function filled(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

function graceTimeMs(minutes: number | string | undefined): number | 'keep' {
  if (minutes === 'keep') return 'keep';
  return (typeof minutes === 'number' && minutes >= 0 ? minutes : 10) * 60_000;
}
