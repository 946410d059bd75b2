/** Splits text into plain parts and links. Nothing is ever read as HTML, and only http, https and mail become links. */

export interface Part {
  text: string;
  href?: string;
}

const LINK = /\bhttps?:\/\/[^\s<>"«»]+|\bwww\.[^\s<>"«»]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;
const TAIL = /[.,:;!?'…\])}]+$/;

export function linkify(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const link = trimTail(match[0]);
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: link, href: address(link) });
    end = match.index + link.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** Punctuation after a link belongs to the sentence, unless it closes a bracket the link itself opened. */
function trimTail(link: string): string {
  const tail = TAIL.exec(link)?.[0] ?? "";
  if (tail.startsWith(")") && link.includes("(")) return link.slice(0, link.length - tail.length + 1);
  return link.slice(0, link.length - tail.length);
}

function address(link: string): string {
  if (/^https?:/i.test(link)) return link;
  return (/^www\./i.test(link) ? "https://" : "mailto:") + link;
}

/** Buttons and channels come from settings: anything but http(s), mailto and tel is not followed. */
export function safeHref(url: string): string {
  return /^(https?:|mailto:|tel:|\/)/i.test(url) ? url : "";
}
