/** QEMU's own log of the console, relative to the run folder; why there are two: host/consoleHub.ts. */
export const consoleByQemu = 'diagnostics/serial-by-qemu.log';
