/** The CPU that emulation shows to the guest. */
export const tcgCpuModel = 'max';
