/** What came with a message: pictures as pictures, voice as a player, the rest as files; also while it is on its way. */
import { useFormat } from "@/shared/format";
import { useI18n, useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import type { Attachment } from "@/shared/api/types";
import { kindOf, shownFiles } from "@/features/conversations/attachments";
import { useFold } from "@/features/conversations/ui/folds";
import { useOpenPicture } from "@/features/conversations/ui/pictures";
import { Sound } from "@/features/conversations/ui/Sound";
import classes from "@/features/conversations/ui/Attachments.module.css";

/** More files than this are folded: a letter may bring a hundred. */
const FILES_SHOWN = 6;

export function Attachments({ messageId, items }: { messageId: string; items: Attachment[] }) {
  const t = useT();
  const [whole, setWhole] = useFold(`${messageId} files`, false);
  const all = shownFiles(items);
  if (all.length === 0) return null;
  const shown = whole || all.length <= FILES_SHOWN + 1 ? all : all.slice(0, FILES_SHOWN);
  return (
    <>
      <ul className={classes.list}>
        {shown.map((item) => (
          <li key={item.id}>
            <AttachmentView item={item} />
          </li>
        ))}
      </ul>
      {shown.length < all.length && (
        <button type="button" className={classes.more} onClick={() => setWhole(true)}>
          {t("thread.more_files", { count: all.length - shown.length })}
        </button>
      )}
    </>
  );
}

function AttachmentView({ item }: { item: Attachment }) {
  if (item.state !== "ready") return <NotReady item={item} />;
  const kind = kindOf(item);
  if (kind === "picture") return <Picture item={item} />;
  if (kind === "sound") return <Sound item={item} />;
  // Customers' recordings come without captions.
  // eslint-disable-next-line jsx-a11y/media-has-caption
  if (kind === "film") return <video className={classes.picture} controls preload="metadata" src={`${item.url}?inline=1`} aria-label={item.name} />;
  return kind === "pdf" ? <PdfCard item={item} /> : <FileLink item={item} />;
}

/** Its place is kept before it comes, so that nothing moves when it does. */
function Picture({ item }: { item: Attachment }) {
  const t = useT();
  const open = useOpenPicture();
  const inline = `${item.url}?inline=1`;
  const picture = <img className={classes.picture} data-kind={item.kind} src={inline} alt={item.name} loading="lazy" />;
  if (!open)
    return (
      <a href={inline} target="_blank" rel="noreferrer noopener">
        {picture}
      </a>
    );
  return (
    <button type="button" className={classes.opener} aria-haspopup="dialog" aria-label={t("lightbox.open", { name: item.name })} onClick={() => open(item.id)}>
      {picture}
    </button>
  );
}

/** Read in a tab of its own, which knows nothing of the desk. */
function PdfCard({ item }: { item: Attachment }) {
  const t = useT();
  const format = useFormat();
  return (
    <span className={classes.file}>
      <a className={classes.pdf} href={`${item.url}?inline=1`} target="_blank" rel="noreferrer noopener" title={t("thread.pdf.open")}>
        <span className={classes.badge} aria-hidden="true">
          PDF
        </span>
        <span className={classes.words}>
          <span className={classes.name} title={item.name} dir="auto">
            {item.name}
          </span>
          <span className={classes.size}>{format.size(item.size)}</span>
        </span>
      </a>
      <a className={classes.save} href={item.url} download={item.name} aria-label={t("thread.file.save", { name: item.name })} title={t("lightbox.download")}>
        <Icon name="down" size={18} />
      </a>
    </span>
  );
}

function FileLink({ item }: { item: Attachment }) {
  const format = useFormat();
  return (
    <a className={classes.file} href={item.url} download={item.name}>
      <Icon name="file" size={22} />
      <span className={classes.words}>
        <span className={classes.name} title={item.name} dir="auto">
          {item.name}
        </span>
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
        <span className={classes.name} dir="auto">{item.name || t("thread.file")}</span>
        <span className={classes.size}>{failed ? (byCode("error", item.error_code) ?? t("thread.file.failed")) : t("thread.file.fetching")}</span>
      </span>
    </span>
  );
}
