import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

/** The text of a file's first bytes, without the half of a character at the cut; how many they are, and of how many. */
export async function readBeginning(
  path: string,
  maxBytes: number,
): Promise<{ readonly text: string; readonly bytes: number; readonly ofBytes: number }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, maxBytes)), 0, null, 0);
    const text = new StringDecoder('utf8').write(buffer.subarray(0, bytesRead));
    return { text, bytes: bytesRead, ofBytes: size };
  } finally {
    await file.close();
  }
}
