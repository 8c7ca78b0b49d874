import { expect, it } from 'vitest';
import { installHint } from '../../../src/core/image/installHint.ts';

it.each([
  ['ID=debian\nVERSION_ID="12"\n', 'sudo apt-get install qemu-system-x86 qemu-utils'],
  ['ID=ubuntu\nID_LIKE=debian\n', 'sudo apt-get install qemu-system-x86 qemu-utils'],
  ['ID=fedora\n', 'sudo dnf install qemu-system-x86-core qemu-img'],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'sudo dnf install qemu-system-x86-core qemu-img'],
  ['ID=arch\n', 'sudo pacman -S qemu-system-x86 qemu-img'],
  ['ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', 'sudo zypper install qemu-x86 qemu-tools'],
  ['ID=nixos\n', 'nix profile install nixpkgs#qemu'],
])('knows the package manager of %j', (osRelease, command) => {
  expect(installHint('qemu', { platform: 'linux', osRelease })).toBe(`Install it: ${command}`);
});

it('knows Homebrew, and names the program where it knows nothing', () => {
  expect(installHint('qemu', { platform: 'darwin', osRelease: '' })).toBe('Install it: brew install qemu');
  expect(installHint('uefi', { platform: 'linux', osRelease: 'ID=other\n' })).toMatch(/^Install the UEFI firmware/);
});
