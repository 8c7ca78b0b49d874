/** Where a document stops being well-formed XML, as far as drawings need it; undefined if it does not. */
export function brokenXml(text: string): string | undefined {
  const open: string[] = [];
  const tokens = text.matchAll(
    /<(\/?)([a-z][\w-]*)((?:\s+[\w:-]+="[^"<&]*(?:&#\d+;[^"<&]*)*")*)\s*(\/?)>|&#\d+;|[<&]|[^<&]+/gi,
  );
  for (const [token, closing, name, , selfClosing] of tokens) {
    if (token === '<' || token === '&') return `a stray ${token}`;
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u.test(token))
      return `no character: ${JSON.stringify(token)}`;
    if (name === undefined || selfClosing === '/') continue;
    if (closing !== '/') open.push(name);
    else if (open.pop() !== name) return `an unexpected end of ${name}`;
  }
  return open.length === 0 ? undefined : `no end of ${open.join(', ')}`;
}
