import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { VmClient } from '../../host/client/vmClient.ts';
import type { ConsoleSource } from './consoleSource.ts';

const waitMs = 20_000;

/** The console of a VM by its host; once the host is gone, what is left of it in serial.log. */
export class VmConsoleSource implements ConsoleSource {
  readonly #client: VmClient;
  readonly #serialLog: string;

  constructor(client: VmClient, runFolder: string) {
    this.#client = client;
    this.#serialLog = join(runFolder, 'serial.log');
  }

  async length(): Promise<number> {
    try {
      return (await stat(this.#serialLog)).size;
    } catch {
      // Not written yet, or taken away by somebody.
      return this.#client.state.consoleBytes;
    }
  }

  async read(
    request: { readonly offset: number; readonly maxBytes: number },
    signal: AbortSignal,
  ): Promise<{ readonly data: Buffer; readonly ended: boolean }> {
    try {
      if (!this.#client.isClosed) return await this.#client.readConsole({ ...request, waitMs }, signal);
    } catch (error) {
      if (!this.#client.isClosed) throw error;
    }
    return { data: await this.#readLog(request), ended: true };
  }

  async #readLog({ offset, maxBytes }: { readonly offset: number; readonly maxBytes: number }): Promise<Buffer> {
    try {
      const file = await open(this.#serialLog);
      try {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, offset);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    } catch {
      return Buffer.alloc(0);
    }
  }
}
