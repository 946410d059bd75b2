/** What was published, when and by whom; any of it may be taken back into the draft. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRestore, useVersions } from "@/features/templates/api/templates";
import classes from "@/features/templates/ui/Templates.module.css";
import { operatorsQuery, useMay } from "@/features/workspaces";
import type { Template } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";

export function VersionList({ template, onRestored }: { template: Template; onRestored: (template: Template) => void }) {
  const t = useT();
  const format = useFormat();
  const mayWrite = useMay("templates.write");
  const query = useVersions(template.id);
  const restore = useRestore(template.id);
  const { data: operators = [] } = useQuery(operatorsQuery);
  if (query.isPending) return <SkeletonRows rows={4} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p>{t("templates.versions.none")}</p>;
  return (
    <>
      <ErrorLine error={restore.error} />
      <ul className={classes.list}>
        {query.data.map(({ id, number, published_at, published_by_id }) => (
          <li key={id} className={classes.version}>
            <span>
              <strong>{t("templates.version", { number })}</strong>
              <br />
              {format.date(published_at)} {operators.find((one) => one.id === published_by_id)?.name ?? ""}
            </span>
            {mayWrite && !template.archived && (
              <Button variant="default" size="compact-sm" loading={restore.isPending && restore.variables === id} onClick={() => restore.mutate(id, { onSuccess: onRestored })}>
                {t("templates.restore")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
