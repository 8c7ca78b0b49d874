import { createHash } from 'node:crypto';
import { agentLoader } from './bootstrapScript.ts';

/** Names the agent's text: an agent that was saved with its guest must speak what this program speaks. */
export const agentDigest: string = createHash('sha256').update(agentLoader('')).digest('hex').slice(0, 16);
