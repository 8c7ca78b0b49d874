import type { ChannelState } from '../../host/vmState.ts';

const rungs = { virtio: 'virtio port', uart: 'second UART', console: 'on the console' } as const;

/** The guest channel's state in a few words. */
export function channelText(channel: ChannelState): string {
  switch (channel.state) {
    case 'waiting':
      return 'channel: waiting for a login';
    case 'connecting':
      return `channel: ${channel.doing}`;
    case 'ready':
      return `channel: ${rungs[channel.kind]}`;
    case 'lost':
      return 'channel: lost';
    case 'none':
      return 'channel: none';
  }
}
