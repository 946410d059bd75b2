/** What came with a message: pictures as pictures, voice as a player, the rest as files; also while it is on its way. */
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import type { Attachment } from "@/shared/api/types";
import classes from "@/features/conversations/ui/Attachments.module.css";

const PICTURES = new Set(["image", "sticker", "animation"]);
const SOUNDS = new Set(["voice", "audio"]);
const FILMS = new Set(["video", "video_note"]);

export function Attachments({ items }: { items: Attachment[] }) {
  const shown = items.filter(({ inline, kind }) => !inline || !PICTURES.has(kind));
  if (shown.length === 0) return null;
  return (
    <ul className={classes.list}>
      {shown.map((item) => (
        <li key={item.id}>
          <AttachmentView item={item} />
        </li>
      ))}
    </ul>
  );
}

function AttachmentView({ item }: { item: Attachment }) {
  if (item.state !== "ready") return <NotReady item={item} />;
  const kind = kindOf(item);
  const inline = `${item.url}?inline=1`;
  if (kind === "picture")
    return (
      <a href={inline} target="_blank" rel="noreferrer">
        <img className={classes.picture} data-kind={item.kind} src={inline} alt={item.name} loading="lazy" />
      </a>
    );
  // Customers' recordings come without captions.
  // eslint-disable-next-line jsx-a11y/media-has-caption
  if (kind === "sound") return <audio className={classes.sound} controls preload="none" src={inline} aria-label={item.name} />;
  // eslint-disable-next-line jsx-a11y/media-has-caption
  if (kind === "film") return <video className={classes.picture} controls preload="metadata" src={inline} aria-label={item.name} />;
  return <FileLink item={item} />;
}

function kindOf({ kind, media_type }: Attachment): "picture" | "sound" | "film" | "file" {
  if (media_type === "image/svg+xml") return "file";
  if (PICTURES.has(kind) || media_type.startsWith("image/")) return media_type.startsWith("video/") ? "film" : "picture";
  if (SOUNDS.has(kind) || media_type.startsWith("audio/")) return "sound";
  return FILMS.has(kind) || media_type.startsWith("video/") ? "film" : "file";
}

function FileLink({ item }: { item: Attachment }) {
  const format = useFormat();
  return (
    <a className={classes.file} href={item.url} download={item.name}>
      <Icon name="file" size={22} />
      <span className={classes.words}>
        <span className={classes.name}>{item.name}</span>
        <span className={classes.size}>{format.size(item.size)}</span>
      </span>
    </a>
  );
}

function NotReady({ item }: { item: Attachment }) {
  const { t, byCode } = useI18n();
  const failed = item.state === "failed";
  return (
    <span className={classes.file} data-tone={failed ? "broken" : undefined}>
      <Icon name={failed ? "alert" : "clock"} size={22} />
      <span className={classes.words}>
        <span className={classes.name}>{item.name || t("thread.file")}</span>
        <span className={classes.size}>{failed ? (byCode("error", item.error_code) ?? t("thread.file.failed")) : t("thread.file.fetching")}</span>
      </span>
    </span>
  );
}
