/** QEMU's own log of the console, relative to the run folder; why there are two: host/console/consoleHub.ts. */
export const consoleByQemu = 'diagnostics/serial-by-qemu.log';
