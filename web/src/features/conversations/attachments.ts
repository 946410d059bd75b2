/** What an attached file is to whoever reads. Pure. */
import type { Attachment } from "@/shared/api/types";

const PICTURES = new Set(["image", "sticker", "animation"]);
const SOUNDS = new Set(["voice", "audio"]);
const FILMS = new Set(["video", "video_note"]);

export type AttachmentKind = "picture" | "sound" | "film" | "pdf" | "file";

export function kindOf({ kind, media_type: type }: Pick<Attachment, "kind" | "media_type">): AttachmentKind {
  if (type === "image/svg+xml") return "file";
  if (type === "application/pdf") return "pdf";
  if (PICTURES.has(kind) || type.startsWith("image/")) return type.startsWith("video/") ? "film" : "picture";
  if (SOUNDS.has(kind) || type.startsWith("audio/")) return "sound";
  return FILMS.has(kind) || type.startsWith("video/") ? "film" : "file";
}

/** Pictures that stand in the text of a letter are not shown beside it again. */
export function shownFiles(items: readonly Attachment[]): Attachment[] {
  return items.filter(({ inline, kind }) => !inline || !PICTURES.has(kind));
}

/** 75 -> "1:15". */
export function clockOf(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
