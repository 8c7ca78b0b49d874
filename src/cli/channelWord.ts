import type { ChannelState } from '../host/protocol/vmState.ts';

/** The guest channel in one word: its kind once it is ready, else its state. */
export function channelWord(channel: ChannelState): string {
  return channel.state === 'ready' ? channel.kind : channel.state;
}
