import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Profile } from '../../../src/core/image/profile/profile.ts';
import { qemuCommandLine, type QemuCommandLineInput } from '../../../src/core/vm/qemuCommandLine.ts';

const profile: Profile = {
  name: 'demo',
  source: { kind: 'iso', path: '/images/demo.iso' },
  memoryMib: 1024,
  cpus: 2,
  accelerator: 'tcg',
  firmware: 'bios',
  machine: 'q35',
  disks: [],
  network: { kind: 'user', forwards: [], link: 'up' },
  fwCfg: {},
  smbios: {},
  tpm: 'none',
  guestPorts: { virtio: true, uart: true },
  extraArguments: [],
  login: {},
  bootTimeoutMs: 300_000,
  probes: [],
  findings: [],
  consoleFailures: [],
};

const input: QemuCommandLineInput = {
  profile,
  accelerator: { kind: 'tcg', cpuModel: 'max' },
  sockets: { console: '/s/console', qmp: '/s/qmp', guest: '/s/guest', uart: '/s/uart', streams: ['/s/stream0'] },
  serialLog: '/run/serial.log',
  diskFiles: [],
};

/** Every value of an option, in order. */
function valuesOf(option: string, argv: readonly string[]): (string | undefined)[] {
  return argv.flatMap((each, index) => (each === option ? [argv[index + 1]] : []));
}

function blockNodes(argv: readonly string[]): unknown[] {
  return valuesOf('-blockdev', argv).map((text) => JSON.parse(text ?? '') as unknown);
}

describe('qemuCommandLine', () => {
  it('boots an ISO with a console, QMP, a guest port, a stream and a second UART', () => {
    expect(qemuCommandLine(input)).toEqual([
      ...['-name', 'guest=demo', '-nodefaults', '-no-user-config'],
      ...['-machine', 'q35,hpet=off', '-accel', 'tcg,thread=multi,tb-size=64', '-cpu', 'max'],
      ...['-smp', '2', '-m', '1024M', '-rtc', 'base=utc', '-display', 'none', '-device', 'VGA'],
      ...['-device', 'pvpanic', '-action', 'panic=none'],
      ...['-object', 'rng-builtin,id=rng', '-device', 'virtio-rng-pci,rng=rng'],
      ...['-chardev', 'socket,id=qmp,path=/s/qmp,server=off', '-mon', 'chardev=qmp,mode=control'],
      '-chardev',
      'socket,id=console,path=/s/console,server=off,logfile=/run/serial.log,logappend=on',
      ...['-device', 'isa-serial,chardev=console,index=0'],
      ...['-chardev', 'socket,id=uart,path=/s/uart,server=off', '-device', 'isa-serial,chardev=uart,index=1'],
      ...['-device', 'virtio-serial-pci,id=virtio-serial', '-chardev', 'socket,id=guest,path=/s/guest,server=off'],
      ...['-device', 'virtserialport,bus=virtio-serial.0,id=guest,chardev=guest,name=org.boot-image-vm.guest'],
      ...['-chardev', 'socket,id=stream0,path=/s/stream0,server=off'],
      ...['-device', 'virtserialport,bus=virtio-serial.0,id=stream0,chardev=stream0,name=org.boot-image-vm.stream.0'],
      ...['-netdev', 'user,id=net', '-device', 'virtio-net-pci,id=nic,netdev=net,romfile='],
      ...['-boot', 'strict=on', '-blockdev'],
      '{"driver":"raw","node-name":"cdrom","read-only":true,"file":{"driver":"file","filename":"/images/demo.iso"}}',
      ...['-device', 'ide-cd,id=cdrom-drive,drive=cdrom,bus=ide.1,bootindex=0'],
      ...[1, 2, 3, 4].flatMap((n) => ['-device', `pcie-root-port,id=hotplug${n - 1},chassis=${n},slot=${n}`]),
    ]);
  });

  it('offers only the ports that the profile has', () => {
    const argv = qemuCommandLine({
      ...input,
      profile: {
        ...profile,
        guestPorts: { virtio: false, uart: false },
        network: { kind: 'none', forwards: [], link: 'up' },
      },
    });
    expect(argv.join(' ')).not.toMatch(/virtserialport|virtio-serial|index=1|netdev/);
  });

  it('forwards ports of this machine alone, and lets QEMU take a free one', () => {
    const forwards = [
      { hostPort: 0, guestPort: 22 },
      { hostPort: 8080, guestPort: 80 },
    ];
    const argv = qemuCommandLine({
      ...input,
      profile: { ...profile, network: { kind: 'user', forwards, link: 'up' } },
    });
    expect(valuesOf('-netdev', argv)).toEqual([
      'user,id=net,hostfwd=tcp:127.0.0.1:0-:22,hostfwd=tcp:127.0.0.1:8080-:80',
    ]);
  });

  it('doubles commas in values and leaves everything else alone', () => {
    const argv = qemuCommandLine({
      ...input,
      profile: { ...profile, fwCfg: { 'opt/org.example/a': 'x,y=z "q" %s ü' } },
      serialLog: '/ru n/a,b/serial.log',
    });
    expect(valuesOf('-fw_cfg', argv)).toEqual(['name=opt/org.example/a,string=x,,y=z "q" %s ü']);
    expect(valuesOf('-chardev', argv)).toContain(
      'socket,id=console,path=/s/console,server=off,logfile=/ru n/a,,b/serial.log,logappend=on',
    );
  });

  it('gives disks their bus, serial number and place in the boot order', () => {
    const disks = [{ sizeMib: 10 }, ...Array.from({ length: 7 }, () => ({ sizeMib: 10, bus: 'sata' as const }))];
    const argv = qemuCommandLine({
      ...input,
      profile: { ...profile, disks: [...disks, { path: '/d', writable: true, bus: 'nvme' }] },
      diskFiles: [...disks.map((_, index) => `/disk${String(index)}`), '/d'].map((path) => ({ path, format: 'qcow2' })),
    });
    expect(valuesOf('-device', argv).filter((each) => each?.includes('disk'))).toEqual([
      'virtio-blk-pci,id=disk0-drive,drive=disk0,serial=disk0,bootindex=1',
      ...[0, 1, 2, 3, 4, 5].map(
        (port) =>
          `ide-hd,id=disk${String(port + 1)}-drive,drive=disk${String(port + 1)},serial=disk${String(port + 1)},bootindex=${String(port + 2)},bus=sata0.${String(port)}`,
      ),
      'ide-hd,id=disk7-drive,drive=disk7,serial=disk7,bootindex=8,bus=sata1.0',
      'nvme,id=disk8-drive,drive=disk8,serial=disk8,bootindex=9',
    ]);
    expect(valuesOf('-device', argv).filter((each) => each?.startsWith('ich9-ahci'))).toHaveLength(2);
    // A disk that is to be kept is flushed as the guest asks; an overlay is not.
    expect(blockNodes(argv).slice(-2)).toEqual([
      expect.objectContaining({ 'node-name': 'disk7', cache: { 'no-flush': true } }),
      expect.not.objectContaining({ cache: expect.anything() as unknown }),
    ]);
  });

  it('tells the guest its maker, free texts and a TPM where the profile has them', () => {
    const smbios = { system: { manufacturer: 'A, Inc.', serial: 'x=1' }, oemStrings: ['a=b,c', 'second'] };
    const argv = qemuCommandLine({ ...input, profile: { ...profile, smbios, tpm: '2.0' }, tpm: '/s/tpm' });
    expect(valuesOf('-smbios', argv)).toEqual([
      'type=1,manufacturer=A,, Inc.,serial=x=1',
      'type=11,value=a=b,,c,value=second',
    ]);
    expect(valuesOf('-tpmdev', argv)).toEqual(['emulator,id=tpm,chardev=tpm']);
    expect(valuesOf('-chardev', argv)).toContain('socket,id=tpm,path=/s/tpm');
  });

  it('boots a kernel with initrd and command line', () => {
    const source = {
      kind: 'kernel',
      kernel: '/k,1',
      initrd: '/i,1',
      commandLine: 'console=ttyS0,115200 a="b c"',
    } as const;
    const argv = qemuCommandLine({ ...input, profile: { ...profile, source } });
    const at = argv.indexOf('-kernel');
    expect(argv.slice(at, at + 6)).toEqual([
      '-kernel',
      '/k,1',
      '-initrd',
      '/i,1',
      '-append',
      'console=ttyS0,115200 a="b c"',
    ]);
  });

  it('boots UEFI from flash with variables of its own', () => {
    const argv = qemuCommandLine({
      ...input,
      profile: { ...profile, firmware: 'uefi' },
      uefi: { code: '/fw/code', variables: '/run/vars' },
    });
    expect(valuesOf('-machine', argv)).toEqual(['q35,hpet=off,pflash0=uefi-code,pflash1=uefi-variables']);
    expect(blockNodes(argv).slice(0, 2)).toEqual([
      { driver: 'raw', 'node-name': 'uefi-code', 'read-only': true, file: { driver: 'file', filename: '/fw/code' } },
      { driver: 'raw', 'node-name': 'uefi-variables', file: { driver: 'file', filename: '/run/vars' } },
    ]);
  });

  it('puts extra arguments last, confines QEMU where it can, and takes a saved VM in', () => {
    const argv = qemuCommandLine({
      ...input,
      profile: { ...profile, extraArguments: ['-device', 'edu'] },
      seccomp: 'available',
      incoming: 'unix:/s/in,1',
    });
    expect(argv.slice(-6)).toEqual([
      ...['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'],
      ...['-incoming', 'unix:/s/in,1', '-device', 'edu'],
    ]);
  });

  it('refuses to build a command line without what the profile needs', () => {
    const source = { kind: 'disk', path: '/d', format: 'raw' } as const;
    expect(() => qemuCommandLine({ ...input, profile: { ...profile, source } })).toThrow('the file of the boot disk');
  });
});

describe('QEMU itself', () => {
  let folder: string;
  let servers: Server[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'qemu-argv-'));
  });

  afterEach(() => {
    for (const server of servers) server.close();
    servers = [];
    rmSync(folder, { recursive: true });
  });

  /** Listens as the VM host would, starts QEMU paused, and answers `ready` or with QEMU's errors. */
  async function start(make: (file: (name: string) => string) => Partial<QemuCommandLineInput>): Promise<string> {
    const weird = join(folder, `a b,c "d" 'e' %s%n $HOME ü=ß`);
    mkdirSync(weird);
    const file = (name: string): string => {
      const path = join(weird, name);
      writeFileSync(path, '');
      truncateSync(path, 1024 * 1024);
      return path;
    };
    const path = (name: string): string => join(folder, `${name},ä b`);
    const ready = new Promise<string>((resolve) => {
      for (const name of ['console', 'qmp', 'guest', 'uart', 'stream0', 'stream1']) {
        const server = createServer((socket) => {
          // Commands are answered when the whole machine is there; the greeting comes before.
          if (name === 'qmp') {
            socket.write('{"execute":"qmp_capabilities"}{"execute":"query-status"}');
            socket.on('data', (data: Buffer) => {
              if (data.includes('prelaunch')) resolve('ready');
            });
          }
          socket.on('error', () => undefined);
        });
        servers.push(server.listen(path(name)));
      }
    });
    const argv = qemuCommandLine({
      ...input,
      seccomp: 'available',
      sockets: {
        console: path('console'),
        qmp: path('qmp'),
        guest: path('guest'),
        uart: path('uart'),
        streams: [path('stream0'), path('stream1')],
      },
      serialLog: join(weird, 'serial.log'),
      ...make(file),
    });
    const qemu = spawn('qemu-system-x86_64', [...argv, '-S'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    qemu.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    const ended = new Promise<string>((resolve) => {
      qemu.once('close', () => resolve(`QEMU ended: ${stderr}`));
    });
    const answer = await Promise.race([ready, ended]);
    qemu.kill();
    await ended;
    return answer + stderr.replace(/.*terminating on signal 15.*\n/, '');
  }

  it('takes an ISO, all buses and forwards under odd paths', async () => {
    const answer = await start((file) => ({
      profile: {
        ...profile,
        name: 'demo-1',
        source: { kind: 'iso', path: file('my, "own".iso') },
        disks: [{ bus: 'virtio' }, { bus: 'sata' }, { bus: 'nvme', writable: true }, { bus: 'scsi' }, { bus: 'usb' }],
        network: { kind: 'user', forwards: [{ hostPort: 0, guestPort: 22 }], link: 'up' },
        fwCfg: { 'opt/org.boot-image-vm/scenario': 'a,b "c" %s ü' },
      },
      diskFiles: ['disk,0', 'disk 1', 'disk"2', 'disk3', 'disk4'].map((name) => ({ path: file(name), format: 'raw' })),
    }));
    expect(answer).toBe('ready');
  });

  it('takes a boot disk on the older machine, and UEFI', async () => {
    const answer = await start((file) => ({
      profile: {
        ...profile,
        machine: 'pc',
        firmware: 'uefi',
        source: { kind: 'disk', path: '/', format: 'raw' },
        disks: [{ bus: 'sata' }],
      },
      bootDiskFile: { path: file('boot,disk:1.raw'), format: 'raw' },
      diskFiles: [{ path: file('x'), format: 'raw' }],
      uefi: { code: file('code,ü'), variables: file('vars %d') },
    }));
    expect(answer).toBe('ready');
  });

  it('takes a kernel, an initrd and a command line', async () => {
    const answer = await start((file) => {
      const kernel = file('bz,Image');
      // The header of a Linux kernel of boot protocol 2.12, which is all that QEMU looks at before it runs.
      const image = Buffer.alloc(1024 * 1024);
      image.writeUInt8(4, 0x1f1);
      image.write('HdrS', 0x202, 'latin1');
      image.writeUInt16LE(0x020c, 0x206);
      image.writeUInt8(1, 0x211);
      image.writeUInt32LE(0x7fffffff, 0x22c);
      image.writeUInt32LE(2048, 0x238);
      writeFileSync(kernel, image);
      const commandLine = 'console=ttyS0,115200 x="a, b" %s ü';
      return { profile: { ...profile, source: { kind: 'kernel', kernel, initrd: file('init,rd'), commandLine } } };
    });
    expect(answer).toBe('ready');
  });
});
