/** A line that says that the system is going down on purpose. */
export const shutdownPattern =
  /reboot: (?:Power down|Restarting system|System halted|Power off not available)|The system (?:will|is going) (?:power off|down|reboot|halt|for)|Reached target (?:System )?(?:Shutdown|Power[- ]Off|Reboot|Halt|kexec)|systemd-shutdown\[1\]|Requesting system (?:reboot|poweroff|halt)|INIT: Switching to runlevel: [06]|The system is going down|kexec_core: Starting new kernel|Sent SIGTERM to all processes|Stopping all processes/;

/** Literal texts, one of which is in every such line. */
export const shutdownHints: readonly string[] = [
  'reboot: ',
  'The system ',
  'Reached target ',
  'systemd-shutdown[1]',
  'Requesting system ',
  'Switching to runlevel',
  'Starting new kernel',
  'Sent SIGTERM to all processes',
  'Stopping all processes',
];
