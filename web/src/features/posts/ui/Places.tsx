/** In which communities a post goes: how much of each one's room is taken, and words for one of them alone. */
import { Checkbox, Textarea } from "@mantine/core";
import { ChannelMark } from "@/features/delivery";
import { lengthIn, type Draft } from "@/features/posts/post";
import classes from "@/features/posts/Posts.module.css";
import type { PostCommunity } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";

interface Props {
  communities: PostCommunity[];
  draft: Draft;
  onChange: (chosen: Draft["chosen"]) => void;
}

export function Places({ communities, draft, onChange }: Props) {
  const t = useT();
  if (communities.length === 0) return <p className={classes.about}>{t("posts.communities.empty")}</p>;
  return (
    <ul className={classes.plain}>
      {communities.map((one) => (
        <Place key={one.id} community={one} draft={draft} onChange={onChange} />
      ))}
    </ul>
  );
}

function Place({ community, draft, onChange }: { community: PostCommunity; draft: Draft; onChange: Props["onChange"] }) {
  const t = useT();
  const { id, title, kind } = community;
  const own = draft.chosen[id];
  const chosen = own !== undefined;
  const others = Object.fromEntries(Object.entries(draft.chosen).filter(([other]) => other !== id));
  return (
    <li className={classes.copy}>
      <div className={classes.line}>
        <Checkbox className={classes.grow} label={<span className={classes.place}><ChannelMark kind={kind} /><bdi>{title}</bdi></span>} checked={chosen} onChange={(event) => onChange(event.currentTarget.checked ? { ...draft.chosen, [id]: null } : others)} />
        {chosen && <Count community={community} draft={draft} />}
      </div>
      {chosen && <Checkbox className={classes.own} label={t("posts.own")} aria-label={t("posts.own.of", { title })} checked={own !== null} onChange={(event) => onChange({ ...draft.chosen, [id]: event.currentTarget.checked ? draft.text : null })} />}
      {typeof own === "string" && <Textarea label={t("posts.text.of", { title })} autosize minRows={3} maxRows={14} value={own} onChange={(event) => onChange({ ...draft.chosen, [id]: event.currentTarget.value })} />}
    </li>
  );
}

function Count({ community, draft }: { community: PostCommunity; draft: Draft }) {
  const t = useT();
  const format = useFormat();
  const used = lengthIn(draft, community);
  return (
    <span className={classes.count} data-over={used > community.text_max || undefined}>
      {t(used > community.text_max ? "posts.count.over" : "posts.count", { used: format.number(used), max: format.number(community.text_max) })}
    </span>
  );
}
