/** What a message carries beside words and files: a place, a phone, reactions, buttons, refused addresses. */
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import type { Extra } from "@/shared/api/types";
import classes from "@/features/conversations/ui/Extras.module.css";

export function Extras({ extra }: { extra: Extra }) {
  return (
    <>
      {extra.location && <Place place={extra.location} />}
      {extra.contact && (
        <p className={classes.card}>
          <Icon name="phone" />
          <span>
            {extra.contact.name} <a href={`tel:${extra.contact.phone}`}>{extra.contact.phone}</a>
          </span>
        </p>
      )}
      <Buttons buttons={extra.buttons ?? []} />
      <Bounced recipients={extra.bounce?.recipients ?? []} />
      <Reactions reactions={extra.reactions ?? []} />
    </>
  );
}

function Place({ place }: { place: NonNullable<Extra["location"]> }) {
  const t = useT();
  const at = `${place.latitude},${place.longitude}`;
  const name = [place.title, place.address].filter(Boolean).join(", ");
  return (
    <a className={classes.card} href={`https://www.openstreetmap.org/?mlat=${place.latitude}&mlon=${place.longitude}#map=16/${at.replace(",", "/")}`} target="_blank" rel="noreferrer noopener">
      <Icon name="pin" />
      <span>{name || t("thread.location", { at })}</span>
    </a>
  );
}

function Buttons({ buttons }: { buttons: NonNullable<Extra["buttons"]> }) {
  if (buttons.length === 0) return null;
  return (
    <ul className={classes.buttons}>
      {buttons.map(({ title }) => (
        <li key={title}>{title}</li>
      ))}
    </ul>
  );
}

function Bounced({ recipients }: { recipients: NonNullable<NonNullable<Extra["bounce"]>["recipients"]> }) {
  const t = useT();
  if (recipients.length === 0) return null;
  return (
    <ul className={classes.bounced}>
      {recipients.map(({ address, permanent, status, reason }) => (
        <li key={address}>
          <b>{address}</b>: {permanent ? t("thread.bounce.permanent") : t("thread.bounce.temporary")} {[status, reason].filter(Boolean).join(" ")}
        </li>
      ))}
    </ul>
  );
}

function Reactions({ reactions }: { reactions: NonNullable<Extra["reactions"]> }) {
  const t = useT();
  if (reactions.length === 0) return null;
  return (
    <ul className={classes.reactions} aria-label={t("thread.reactions")}>
      {reactions.map(({ emoji, by }, index) => (
        <li key={index} title={by}>
          {emoji}
        </li>
      ))}
    </ul>
  );
}
