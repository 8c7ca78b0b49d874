/**
 * Emulation with a small cache of translated code. QEMU 7.2 translates a page of code anew for every address it is mapped
 * at, and walks the list of those translations for each one it drops; with address randomisation and its default cache of
 * a gigabyte the lists grow until systemd's first pages take 20 s to clear. 64 MiB hold a booting Linux, and a full cache is
 * dropped at once: the sample image reached its login in 34 s, 55 s with the default, 52 s with 32 MiB (one run each).
 */
export const tcgAccelerator = 'tcg,thread=multi,tb-size=64';
