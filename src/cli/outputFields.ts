import { isUtf8 } from 'node:buffer';

/** Output of a command for a JSON document: `{stdout}` as text, or `{stdoutBase64}` where it is no UTF-8. */
export function outputFields(stream: 'stdout' | 'stderr', bytes: Buffer): Record<string, string> {
  return isUtf8(bytes) ? { [stream]: bytes.toString('utf8') } : { [`${stream}Base64`]: bytes.toString('base64') };
}
