import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ConsoleHub } from '../../../src/host/console/consoleHub.ts';
import { ConsoleRecorder } from '../../../src/host/console/consoleRecorder.ts';

/**
 * The console half of a VM host, in a process of its own so that its memory can be measured: listens for QEMU, records until
 * QEMU closes, and says what it took at most. Bundled and run by a test.
 */
const [folder = ''] = process.argv.slice(2);
const hub = new ConsoleHub(join(folder, 'serial.log'));
const recorder = ConsoleRecorder.create(folder, {
  title: 'flood',
  startedAt: new Date(),
  watch: {},
  onProblem: (text) => {
    throw new Error(text);
  },
});
hub.onData((data) => recorder.push(data));
const server = createServer((socket) => {
  server.close();
  hub.attach(socket);
});
server.listen(join(folder, 'console.sock'), () => process.stdout.write('listening\n'));
await hub.drained;
hub.end();
recorder.end();
const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
process.stdout.write(`peak ${String(Math.round(Number(kib) / 1024))} MiB\n`);
hub.dispose();
recorder.dispose();
