/** A recording: play and pause, how far it is, how fast; a file to keep where it cannot be played here. */
import { useI18n } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import type { Attachment } from "@/shared/api/types";
import { clockOf } from "@/features/conversations/attachments";
import { player, usePlaying, type Playing } from "@/features/conversations/player";
import classes from "@/features/conversations/ui/Attachments.module.css";

export function Sound({ item }: { item: Attachment }) {
  const { t } = useI18n();
  const playing = usePlaying(item.id);
  if (playing.state === "failed")
    return (
      <a className={classes.file} href={item.url} download={item.name} data-tone="broken">
        <Icon name="alert" size={22} />
        <span className={classes.words}>
          <span className={classes.name} dir="auto">{item.name}</span>
          <span className={classes.size}>{t("sound.failed")}</span>
        </span>
      </a>
    );
  return <Controls item={item} playing={playing} />;
}

function Controls({ item, playing }: { item: Attachment; playing: Playing }) {
  const { t } = useI18n();
  const { state, seconds, rate } = playing;
  const whole = playing.duration || item.duration_seconds || 0;
  const runs = state === "playing" || state === "loading";
  return (
    <div className={classes.sound} role="group" aria-label={item.name} data-state={state}>
      <button type="button" className={classes.play} aria-label={runs ? t("sound.pause") : t("sound.play")} onClick={() => player.toggle(item.id, `${item.url}?inline=1`)}>
        {runs ? <span className={classes.bars} aria-hidden="true" /> : <Icon name="play" size={16} />}
      </button>
      <input type="range" className={classes.track} aria-label={t("sound.place")} aria-valuetext={clockOf(seconds)} min={0} max={whole || 1} step={0.1} value={Math.min(seconds, whole || 1)} disabled={state === "stopped"} onChange={(event) => player.seek(Number(event.currentTarget.value))} />
      <span className={classes.size}>{sayPlace(playing, whole) || t("sound.recording")}</span>
      {state !== "stopped" && (
        <button type="button" className={classes.rate} aria-label={t("sound.rate", { rate })} onClick={() => player.faster()}>
          {rate}×
        </button>
      )}
    </div>
  );
}

/** How long it is, and how far where it has begun; empty while nobody knows. */
function sayPlace({ state, seconds }: Playing, whole: number): string {
  const length = whole ? clockOf(whole) : "";
  return state === "stopped" ? length : [clockOf(seconds), length].filter(Boolean).join(" / ");
}
