/** How long a VM host may take to start; a VM's folder that has no host after that will have none. */
export const hostStartTimeoutMs = 60_000;
