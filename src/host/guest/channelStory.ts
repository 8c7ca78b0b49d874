import type { ChannelState } from '../protocol/vmState.ts';

/** How far the search for the guest has come, for a wait that has run out. */
export function channelStory(state: ChannelState): string {
  switch (state.state) {
    case 'waiting':
      return 'nobody has logged in yet';
    case 'connecting':
      return state.doing;
    case 'ready':
      return 'ready';
    case 'lost':
    case 'none':
      return state.why;
  }
}
