import { readFileSync } from 'node:fs';

export type Installable = 'qemu' | 'qemu-img' | 'uefi' | 'swtpm' | 'nix' | 'ssh';

/** The system that something is to be installed on. */
export interface SystemFacts {
  readonly platform: NodeJS.Platform;
  /** The text of /etc/os-release; empty where there is none. */
  readonly osRelease: string;
}

/** What to run to get a missing program, as one sentence for this system. */
export function installHint(what: Installable, system: SystemFacts = thisSystem()): string {
  const families = familiesOf(system);
  const known = recipes.find((recipe) => families.includes(recipe.family));
  if (known === undefined) return `Install ${names[what]} with this system's package manager.`;
  return `Install it: ${known.command} ${known.packages[what]}`;
}

const names: Readonly<Record<Installable, string>> = {
  qemu: 'QEMU for x86_64 (qemu-system-x86_64)',
  'qemu-img': "QEMU's disk tools (qemu-img)",
  uefi: 'the UEFI firmware for QEMU (OVMF, edk2)',
  swtpm: 'the software TPM (swtpm)',
  nix: 'the Nix package manager (nix)',
  ssh: 'the OpenSSH client (ssh, ssh-keygen)',
};

interface Recipe {
  /** An ID or ID_LIKE of /etc/os-release, or `darwin`. */
  readonly family: string;
  readonly command: string;
  readonly packages: Readonly<Record<Installable, string>>;
}

const recipes: readonly Recipe[] = [
  {
    family: 'nixos',
    command: 'nix profile install',
    packages: {
      qemu: 'nixpkgs#qemu',
      'qemu-img': 'nixpkgs#qemu',
      uefi: 'nixpkgs#qemu',
      swtpm: 'nixpkgs#swtpm',
      nix: 'nixpkgs#nix',
      ssh: 'nixpkgs#openssh',
    },
  },
  {
    family: 'debian',
    command: 'sudo apt-get install',
    packages: {
      qemu: 'qemu-system-x86 qemu-utils',
      'qemu-img': 'qemu-utils',
      uefi: 'ovmf',
      swtpm: 'swtpm',
      nix: 'nix-bin',
      ssh: 'openssh-client',
    },
  },
  {
    family: 'fedora',
    command: 'sudo dnf install',
    packages: {
      qemu: 'qemu-system-x86-core qemu-img',
      'qemu-img': 'qemu-img',
      uefi: 'edk2-ovmf',
      swtpm: 'swtpm',
      nix: 'nix',
      ssh: 'openssh-clients',
    },
  },
  {
    family: 'arch',
    command: 'sudo pacman -S',
    packages: {
      qemu: 'qemu-system-x86 qemu-img',
      'qemu-img': 'qemu-img',
      uefi: 'edk2-ovmf',
      swtpm: 'swtpm',
      nix: 'nix',
      ssh: 'openssh',
    },
  },
  {
    family: 'suse',
    command: 'sudo zypper install',
    packages: {
      qemu: 'qemu-x86 qemu-tools',
      'qemu-img': 'qemu-tools',
      uefi: 'qemu-ovmf-x86_64',
      swtpm: 'swtpm',
      nix: 'nix',
      ssh: 'openssh-clients',
    },
  },
  {
    family: 'alpine',
    command: 'sudo apk add',
    packages: {
      qemu: 'qemu-system-x86_64 qemu-img',
      'qemu-img': 'qemu-img',
      uefi: 'ovmf',
      swtpm: 'swtpm',
      nix: 'nix',
      ssh: 'openssh-client',
    },
  },
  {
    family: 'darwin',
    command: 'brew install',
    packages: { qemu: 'qemu', 'qemu-img': 'qemu', uefi: 'qemu', swtpm: 'swtpm', nix: 'nix', ssh: 'openssh' },
  },
];

/** Every family this system says it belongs to. */
function familiesOf({ platform, osRelease }: SystemFacts): string[] {
  const fields = [...osRelease.matchAll(/^(?:ID|ID_LIKE)=["']?([^"'\n]*)["']?$/gm)];
  return [platform, ...fields.flatMap((match) => (match[1] ?? '').split(/\s+/))];
}

function thisSystem(): SystemFacts {
  try {
    return { platform: process.platform, osRelease: readFileSync('/etc/os-release', 'utf8') };
  } catch {
    // macOS has no such file.
    return { platform: process.platform, osRelease: '' };
  }
}
