import type { Finding } from '../../core/findings/finding.ts';
import type { ChannelState } from '../protocol/vmState.ts';

/** Why nothing more will come in this guest, as a clause; undefined while it may. */
export function hopelessBoot(findings: readonly Finding[], channel: ChannelState): string | undefined {
  if (findings.some(({ kind }) => kind === 'deadlock')) return 'the boot is deadlocked';
  return channel.state === 'none' ? channel.why.replace(/\.$/, '') : undefined;
}
