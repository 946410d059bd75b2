/** A post as it is written, before it is saved; and what of it is said in words. Pure. */
import type { Post, PostCommunity, PostCopy, PostGiven, PostPicture } from "@/shared/api/types";
import type { Tone } from "@/shared/ui/Status";

export const PICTURES_MAX = 10;
const MARK_MAX = 60;
const LETTERS: Record<string, string> = { а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "e", ж: "zh", з: "z", и: "i", й: "y", к: "k", л: "l", м: "m", н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "h", ц: "ts", ч: "ch", ш: "sh", щ: "sch", ъ: "", ы: "y", ь: "", э: "e", ю: "yu", я: "ya" };

export const TONES: Record<PostCopy["state"], Tone> = { draft: "quiet", waiting: "soon", publishing: "going", published: "kept", failed: "broken", unknown: "broken" };
export const POST_TONES = { draft: "quiet", scheduled: "soon", going: "going", published: "kept", trouble: "broken" } as const satisfies Record<string, Tone>;

export interface Draft {
  title: string;
  text: string;
  pictures: PostPicture[];
  button_label: string;
  button_url: string;
  utm_campaign: string;
  /** Own words by community; null: the post's. */
  chosen: Partial<Record<string, string | null>>;
}

export function draftOf(post: Post): Draft {
  const { title, text, pictures, button_label, button_url, utm_campaign } = post;
  const chosen = Object.fromEntries(post.copies.flatMap((one) => (one.community_id ? [[one.community_id, one.text]] : [])));
  return { title, text, pictures: [...pictures], button_label, button_url, utm_campaign, chosen };
}

export function givenOf(draft: Draft): PostGiven {
  const { pictures, chosen, ...rest } = draft;
  return { ...rest, title: draft.title.trim(), picture_ids: pictures.map(({ id }) => id), communities: Object.entries(chosen).map(([community_id, text]) => ({ community_id, text: text ?? null })) };
}

/** The name of a campaign in links, by the post's title: Latin letters, for statistics show others as codes. */
export function markOf(title: string): string {
  const latin = title.toLowerCase().replace(/[а-яё]/g, (letter) => LETTERS[letter] ?? "");
  return latin.replace(/[^a-z0-9]+/g, "-").slice(0, MARK_MAX).replace(/^-|-$/g, "");
}

/** The campaign keeps to the title until somebody names it otherwise. */
export function retitled(draft: Draft, title: string): Draft {
  const follows = draft.utm_campaign === markOf(draft.title);
  return { ...draft, title, ...(follows && { utm_campaign: markOf(title) }) };
}

/** Characters as messengers count them: an emoji is two. */
export function lengthIn(draft: Draft, community: PostCommunity): number {
  return (draft.chosen[community.id] ?? draft.text).trim().length;
}

export function stateOf(post: Post): keyof typeof POST_TONES {
  if (post.state !== "started") return post.state;
  if (post.copies.some(({ state }) => state === "failed" || state === "unknown")) return "trouble";
  return post.copies.every(({ state }) => state === "published") ? "published" : "going";
}

/** What a template puts there for each person: nobody in particular reads a post. */
export function personal(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([^}|]*?)\s*(?:\||\}\})|\{%-?\s*(\w+)/g)].map(([, value, tag]) => value ?? tag ?? ""))];
}
