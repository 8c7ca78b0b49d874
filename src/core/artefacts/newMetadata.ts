import type { RunMetadata } from './metadata.ts';

export interface NewMetadata {
  readonly profileName: string;
  readonly startedAt: Date;
  readonly toolVersion: string;
}

/** The metadata of a run of which nothing is known yet but that it has begun. */
export function newMetadata({ profileName, startedAt, toolVersion }: NewMetadata): RunMetadata {
  return {
    schemaVersion: 1,
    tool: { name: 'boot-image-vm', version: toolVersion },
    vm: { id: null },
    profile: { name: profileName },
    image: null,
    host: null,
    argv: [],
    sshKey: null,
    startedAt: startedAt.toISOString(),
    endedAt: null,
    start: null,
    channel: null,
    phases: [],
    failures: [],
    captures: [],
    missing: [],
    findings: [],
    problems: [],
    failure: null,
    outcome: 'incomplete',
    result: 'The run has begun.',
    end: null,
  };
}
