/** Slots that a q35 machine keeps free, for nothing can be plugged into its root bus while it runs. */
export const hotplugPorts: readonly string[] = ['hotplug0', 'hotplug1', 'hotplug2', 'hotplug3'];
