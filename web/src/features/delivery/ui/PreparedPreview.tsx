/** An approved message as the customer will see it. */
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import type { PreparedMessage } from "@/shared/api/types";
import { filled, type Values } from "@/features/delivery/prepared";
import classes from "@/features/delivery/ui/Prepared.module.css";

export function PreparedPreview({ message, values }: { message: PreparedMessage; values: Values }) {
  const t = useT();
  const { header, body, footer, buttons, media } = message;
  return (
    <figure className={classes.preview} aria-label={t("prepared.preview")} lang={message.language.replace("_", "-")}>
      {media && (
        <p className={classes.media}>
          <Icon name="clip" size={16} /> {t(MEDIA[media] ?? "prepared.media.document")}
        </p>
      )}
      {header && <p className={classes.header}>{filled(header, message, values)}</p>}
      <p className={classes.body}>{filled(body, message, values)}</p>
      {footer && <p className={classes.footer}>{footer}</p>}
      {buttons.length > 0 && (
        <ul className={classes.buttons}>
          {buttons.map(({ title, url, phone }) => (
            <li key={title}>
              {title}
              {(url || phone) && <small>{url ? filled(url, message, values) : phone}</small>}
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}

const MEDIA: Record<string, "prepared.media.image" | "prepared.media.video" | "prepared.media.document"> = {
  image: "prepared.media.image",
  video: "prepared.media.video",
  document: "prepared.media.document",
};
