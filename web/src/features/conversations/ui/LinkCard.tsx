/** What the first link of a message leads to, as this server found it; nothing here is asked of the stranger's site. */
import type { Message } from "@/shared/api/types";
import classes from "@/features/conversations/ui/LinkCard.module.css";

export function LinkCard({ message: { extra, text } }: { message: Message }) {
  const { link } = extra;
  // An edited message may no longer have the link that was looked behind.
  if (!link || !text.includes(link.url) || !/^https?:\/\//iu.test(link.url)) return null;
  return (
    <a className={classes.card} href={link.url} target="_blank" rel="noreferrer noopener nofollow">
      {link.picture && <img className={classes.picture} src={link.picture} alt="" loading="lazy" width={64} height={64} />}
      <span className={classes.words}>
        <span className={classes.site}>{link.site_name}</span>
        <b className={classes.title} dir="auto">{link.title}</b>
        {link.description && <span className={classes.about}>{link.description}</span>}
      </span>
    </a>
  );
}
