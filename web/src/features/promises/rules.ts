/** Small decisions of promises: the snippet of a badge, how a share looks. Pure. */
import type { Badge, PromiseKept } from "@/shared/api/types";

export interface Look {
  lang: "ru" | "en";
  theme: "light" | "dark" | "auto";
  size: "small" | "medium" | "large";
}

export const HEIGHTS: Record<Look["size"], number> = { small: 22, medium: 28, large: 38 };

export function addressOf(badge: Pick<Badge, "url">, { lang, theme, size }: Look): string {
  return `${badge.url}.svg?lang=${lang}&theme=${theme}&size=${size}`;
}

/** An image needs no script and no style of the page it stands on. What it says is measured each time, so the words for
 *  those who do not see it name no figure. */
export function snippetOf(badge: Pick<Badge, "url">, look: Look): string {
  const alt = look.lang === "ru" ? "Как быстро мы отвечаем" : "How fast we answer";
  return `<img src="${addressOf(badge, look).replaceAll("&", "&amp;")}" alt="${alt}" height="${HEIGHTS[look.size]}" loading="lazy">`;
}

/** Kept is green from nine of ten, amber from seven, red below; nothing while there are too few. */
export function toneOf({ share }: Pick<PromiseKept, "share">): "kept" | "soon" | "broken" | undefined {
  if (share === null) return undefined;
  return share >= 0.9 ? "kept" : share >= 0.7 ? "soon" : "broken";
}
