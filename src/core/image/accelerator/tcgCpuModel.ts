/**
 * The CPU that emulation shows to the guest: x86-64-v2, which today's distributions ask for, and not `max`. QEMU 7.2 emulates
 * AVX and five-level paging at a price, and a C library uses what it finds: to its login the sample image took 78 s of CPU
 * time with this one, 136 s with `max`, 112 s with `max,la57=off` (one run each, in a row). An image that needs x86-64-v3
 * gets `-cpu max` by its profile's extra arguments.
 */
export const tcgCpuModel = 'qemu64,+ssse3,+sse4.1,+sse4.2,+popcnt,+rdrand';
