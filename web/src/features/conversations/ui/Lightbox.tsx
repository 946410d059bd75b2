/** A picture of the thread over the whole screen: arrows to its neighbours, zoom, a download; Esc goes back to where the
 *  person was. */
import { Modal } from "@mantine/core";
import { useState, type KeyboardEvent } from "react";
import { useI18n } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { IconButton } from "@/shared/ui/IconButton";
import type { Attachment } from "@/shared/api/types";
import classes from "@/features/conversations/ui/Lightbox.module.css";

const ZOOM_STEP = 1.5;
const ZOOM_MAX = 8;

interface Props {
  pictures: readonly Attachment[];
  shownId: string;
  onShow: (id: string) => void;
  onClose: () => void;
}

export function Lightbox({ pictures, shownId, onShow, onClose }: Props) {
  const { t } = useI18n();
  const [zoom, setZoom] = useState(1);
  const at = pictures.findIndex(({ id }) => id === shownId);
  const picture = pictures[at];
  const step = (by: number) => {
    const next = pictures[at + by];
    if (!next) return;
    setZoom(1);
    onShow(next.id);
  };
  const zoomBy = (factor: number) => setZoom((old) => Math.min(ZOOM_MAX, Math.max(1, old * factor)));
  const keys: Record<string, () => void> = { ArrowLeft: () => step(-1), ArrowRight: () => step(1), "+": () => zoomBy(ZOOM_STEP), "=": () => zoomBy(ZOOM_STEP), "-": () => zoomBy(1 / ZOOM_STEP), "0": () => setZoom(1) };
  const press = (event: KeyboardEvent) => {
    const act = keys[event.key];
    if (!act || (zoom > 1 && event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    act();
  };
  if (!picture) return null;
  return (
    <Modal opened onClose={onClose} fullScreen padding={0} withCloseButton={false} attributes={{ content: { "aria-label": t("lightbox.title") } }} transitionProps={{ duration: 0 }} classNames={{ content: classes.content ?? "", body: classes.body ?? "" }} onKeyDown={press}>
      <header className={classes.head}>
        <p className={classes.name} title={picture.name} dir="auto">
          {picture.name}
        </p>
        <span className={classes.count} role="status">
          {t("lightbox.at", { at: at + 1, count: pictures.length })}
        </span>
        <button type="button" className={classes.zoom} onClick={() => zoomBy(1 / ZOOM_STEP)} disabled={zoom === 1} aria-label={t("lightbox.smaller")} title={`${t("lightbox.smaller")}  −`}>
          −
        </button>
        <button type="button" className={classes.zoom} onClick={() => zoomBy(ZOOM_STEP)} disabled={zoom >= ZOOM_MAX} aria-label={t("lightbox.larger")} title={`${t("lightbox.larger")}  +`}>
          +
        </button>
        <a className={classes.download} href={picture.url} download={picture.name} aria-label={t("lightbox.download")} title={t("lightbox.download")}>
          <Icon name="down" />
        </a>
        <IconButton icon="close" label={t("action.close")} hint="Esc" data-autofocus onClick={onClose} />
      </header>
      {/* A zoomed picture is moved by the keys that scroll. */}
      <div className={classes.stage} tabIndex={zoom > 1 ? 0 : undefined}>
        <button type="button" className={classes.sheet} data-zoomed={zoom > 1 || undefined} onClick={() => (zoom > 1 ? setZoom(1) : zoomBy(2))} aria-label={t(zoom > 1 ? "lightbox.whole" : "lightbox.larger")}>
          <img key={picture.id} className={classes.picture} src={`${picture.url}?inline=1`} alt={picture.name} style={zoom > 1 ? { width: `${zoom * 100}%` } : undefined} />
        </button>
      </div>
      {at > 0 && <IconButton className={classes.previous} icon="back" label={t("lightbox.previous")} hint="←" onClick={() => step(-1)} />}
      {at < pictures.length - 1 && <IconButton className={classes.next} icon="forward" label={t("lightbox.next")} hint="→" onClick={() => step(1)} />}
    </Modal>
  );
}
