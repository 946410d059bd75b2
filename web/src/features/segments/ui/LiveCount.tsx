/** How many people the rule holds as it stands now, and some of them; choosing one asks why. */
import { Link } from "@tanstack/react-router";
import type { SegmentCount } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/Avatar";
import { IconButton } from "@/shared/ui/IconButton";
import { SkeletonRows } from "@/shared/ui/states";
import { useDebounced } from "@/shared/ui/useDebounced";
import { useCounted } from "@/features/segments/api/segments";
import { whole, type Rule } from "@/features/segments/rule";
import { RuleError } from "@/features/segments/ui/RuleError";
import classes from "@/features/segments/ui/RuleEditor.module.css";

const COUNT_AFTER_MS = 500;

/** The count of a rule as it stood a moment ago; `asked` null: it is not finished. */
export function useLiveCount(rule: Rule, segmentId: string) {
  const settled = useDebounced(rule, COUNT_AFTER_MS);
  const asked = whole(settled) ? settled : null;
  const query = useCounted(asked, segmentId);
  return { asked, query, old: settled !== rule || query.isPlaceholderData || query.isFetching };
}

interface Props {
  counted: ReturnType<typeof useLiveCount>;
  onWhy: (contactId: string) => void;
}

export function LiveCount({ counted: { asked, query, old }, onWhy }: Props) {
  const t = useT();
  return (
    <section className={classes.panel} aria-label={t("segments.count")}>
      <h2 className={classes.title}>{t("segments.count")}</h2>
      {asked === null && <p className={classes.hint}>{t("segments.count.unfinished")}</p>}
      {asked !== null && query.isPending && <SkeletonRows rows={3} height={24} />}
      {asked !== null && <RuleError error={query.error} rule={asked} />}
      {asked !== null && query.data && !query.isError && <Counted counted={query.data} old={old} onWhy={onWhy} />}
    </section>
  );
}

function Counted({ counted: { count, people, sample }, old, onWhy }: { counted: SegmentCount; old: boolean; onWhy: Props["onWhy"] }) {
  const t = useT();
  const format = useFormat();
  const share = count !== null && people > 0 ? `${format.number(Math.round((count / people) * 1000) / 10)} %` : "";
  return (
    <>
      <div role="status" aria-busy={old}>
        <p className={classes.count} data-old={old}>
          {count === null ? "—" : format.number(count)}
        </p>
        <p className={classes.hint}>{count === null ? t("segments.count.slow") : t("segments.count.of", { count: people, people: format.number(people), share })}</p>
      </div>
      {sample.length > 0 && (
        <ul className={classes.people} aria-label={t("segments.sample")}>
          {sample.map(({ contact_id: id, name, avatar_url: src }) => (
            <li key={id} className={classes.person}>
              <Avatar name={name} src={src} size={28} />
              <Link to="/contacts/$contactId" params={{ contactId: id }}>
                {name || t("contact.nameless")}
              </Link>
              <IconButton icon="help" label={t("segments.why.of", { name: name || t("contact.nameless") })} onClick={() => onWhy(id)} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
