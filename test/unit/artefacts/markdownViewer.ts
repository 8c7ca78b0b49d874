import MarkdownIt, { type Token } from 'markdown-it';

/** A Markdown viewer as eager as any: HTML, tables, and links made of bare addresses (VS Code's own settings). */
const viewer = new MarkdownIt({ html: true, linkify: true });
viewer.linkify.set({ fuzzyLink: false });

/** Everything that a viewer sees in a text, blocks and what is in their lines, in order. */
export function markdownTokens(markdown: string): Token[] {
  return viewer.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])]);
}

/** What a person reads there: text and code, without the markup. */
export function markdownText(markdown: string): string {
  return markdownTokens(markdown)
    .filter((token) => ['text', 'text_special', 'code_inline', 'fence', 'softbreak'].includes(token.type))
    .map((token) => token.content)
    .join('');
}

/** How often each kind of token occurs: what a text does, apart from what it says. */
export function markdownShape(markdown: string): Record<string, number> {
  const shape: Record<string, number> = {};
  for (const { type } of markdownTokens(markdown)) {
    if (!['text', 'text_special', 'code_inline'].includes(type)) shape[type] = (shape[type] ?? 0) + 1;
  }
  return shape;
}
