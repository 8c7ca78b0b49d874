/**
 * Tells a terminal emulator's own replies to the guest's queries apart from what a person typed. Both arrive on the same
 * way; a reply typed into a login or a shell is garbage there.
 *
 * Source of the forms: xterm's control sequences (ctlseqs), as xterm.js sends them.
 */
export function splitTerminalInput(data: string): { typed: string; replies: string } {
  let typed = '';
  let replies = '';
  let at = 0;
  for (const match of data.matchAll(replyPattern)) {
    typed += data.slice(at, match.index);
    replies += match[0];
    at = match.index + match[0].length;
  }
  return { typed: typed + data.slice(at), replies };
}

const forms = [
  String.raw`\[[?>=][\d;]*c`, // device attributes DA1, DA2, DA3
  String.raw`\[\??\d+;\d+(?:;\d+)?R`, // cursor position; F3 with a modifier is ESC [ 1 ; m R, see below
  String.raw`\[\??\d+n`, // device status, colour scheme
  String.raw`\[\??[\d;]*\$y`, // DECRPM, the state of a mode
  String.raw`\[\d+(?:;\d+)*t`, // window reports
  String.raw`\[\?[\d;]*u`, // kitty keyboard flags
  String.raw`\[\?[\d;]*S`, // graphics attributes
  String.raw`\[[IO]`, // focus in and out
  String.raw`\][^\x07\x1b]*(?:\x07|\x1b\\)`, // OSC: colours, clipboard
  String.raw`P[^\x1b]*\x1b\\`, // DCS: XTVERSION, DECRQSS, DA3
];

// With a modifier F3 is sent as ESC [ 1 ; 2…8 R, exactly as a cursor in the first row and columns 2 to 8 would be. A
// person's key is the likelier of the two: the guest asks where its prompt is, or for the far corner of the screen.
const replyPattern = new RegExp(String.raw`\x1b(?!\[1;[2-8]R)(?:${forms.join('|')})`, 'g');
