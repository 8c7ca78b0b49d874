import type { ChannelState } from '../../host/protocol/vmState.ts';

const rungs = { virtio: 'virtio channel', uart: 'UART channel', console: 'console channel' } as const;

/** The guest channel's state in a few words. */
export function channelText(channel: ChannelState): string {
  switch (channel.state) {
    case 'waiting':
      return 'no channel yet';
    case 'connecting':
      return channel.doing;
    case 'ready':
      return channel.silentSince === undefined ? rungs[channel.kind] : 'guest does not answer';
    case 'lost':
      return 'channel lost';
    case 'none':
      return 'no channel';
  }
}
