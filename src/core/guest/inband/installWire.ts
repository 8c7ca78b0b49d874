import type { Deadline } from '../../common/deadline.ts';
import { UserError } from '../../common/userError.ts';
import type { OpenDoor } from '../../console/login/loginOnConsole.ts';
import type { Login } from '../../image/profile/profile.ts';
import { digestOf } from '../digest.ts';
import { noWayToRoot } from '../noWayToRoot.ts';
import { installScript, receiverLine } from './installScript.ts';
import { escapeForWire, firstPiece, isWireDigest, longestTextLength } from './wireProtocol.ts';
import { readHello, type WireHello, type WireSession } from './wireSession.ts';

/** Without an answer for so long, the guest is asked again. */
const answerMs = 2_000;

/**
 * Brings the wire into a guest through a shell's open door, checked line by line; the session is open afterwards.
 *
 * Errors: UserError `vm` if there is no way to become root or no folder to write to; DeadlineError if the guest is silent.
 */
export async function installWire(options: {
  session: WireSession;
  door: OpenDoor;
  login: Login;
  deadline: Deadline;
  signal: AbortSignal;
}): Promise<WireHello> {
  const { session, door, login, deadline, signal } = options;
  const lines = piecesOf(escapeForWire(installScript(session.nonce, login, door.userId)));
  let count = -1;
  const sendNext = (): void => {
    const line = lines[count];
    if (line !== undefined) session.send(count + 1, line);
    else session.nudge();
  };
  const timer = setInterval(() => (count < lines.length ? sendNext() : askForHello(session)), answerMs);
  const frames = session.onFrame((words) => {
    if (words[0] !== 'i' || !isWireDigest(words[1])) return;
    session.digest = words[1];
    count = Number(words[2]);
    deadline.lastSaw = `${count} of ${lines.length} lines of the channel's script`;
    timer.refresh();
    if (count < lines.length) sendNext();
  });
  try {
    const hello = awaitHello(session, { login, deadline, signal });
    door.run(receiverLine(session.nonce, lines.length, (text) => digestOf('cksum', Buffer.from(text))));
    return await hello;
  } finally {
    clearInterval(timer);
    frames.dispose();
  }
}

/** Errors: as `installWire`. */
export async function awaitHello(
  session: WireSession,
  { login, deadline, signal }: { login: Login; deadline: Deadline; signal: AbortSignal },
): Promise<WireHello> {
  const told = new Promise<WireHello>((resolve, reject) => {
    session.onFrame((words) => {
      const hello = readHello(words);
      if (hello !== undefined) resolve(hello);
      else if (words[0] === 'none') reject(noWayToRoot(login));
      else if (words[0] === 'full') reject(noFolder());
    });
  });
  return await deadline.race(told, signal);
}

/** It may have come damaged. */
export function askForHello(session: WireSession): void {
  session.send('H');
}

function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let rest = text; rest !== ''; rest = rest.slice(pieces.at(-1)?.length))
    pieces.push(firstPiece(rest, longestTextLength));
  return pieces;
}

function noFolder(): UserError {
  return new UserError(
    'vm',
    'The guest has no folder that the console can be used from (tried /run, /dev/shm, /tmp).',
    {
      next: 'Give the VM a virtio port or a second UART under "guestPorts" in the profile.',
    },
  );
}
