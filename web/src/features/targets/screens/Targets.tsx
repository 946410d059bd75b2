/** How soon the company wants customers answered, in the order in which targets win; the tier; links for televisions. */
import { Button, Drawer } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Page } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import type { Target } from "@/shared/api/types";
import { useMay } from "@/features/workspaces";
import { useTargets } from "@/features/targets/api/targets";
import { formOf, NEW_TARGET, type TargetForm as Form } from "@/features/targets/rules";
import { TargetForm } from "@/features/targets/ui/TargetForm";
import classes from "@/features/targets/ui/Targets.module.css";
import { Tier } from "@/features/targets/ui/Tier";
import { WallLinks } from "@/features/targets/ui/WallLinks";
import { useSayTarget } from "@/features/targets/words";

export function Targets() {
  const t = useT();
  const query = useTargets();
  const mayWrite = useMay("targets.write");
  const mayLink = useMay("tokens.write");
  const [edited, setEdited] = useState<Form | null>(null);
  const close = () => setEdited(null);
  const add = mayWrite && <Button onClick={() => setEdited(NEW_TARGET)}>{t("targets.add")}</Button>;
  return (
    <Page title={t("settings.targets")} lead={t("targets.lead")} action={add}>
      {query.isPending ? (
        <SkeletonRows rows={4} height={64} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <Empty icon="speed" title={t("targets.empty")} text={t("targets.empty.text")} action={add} />
      ) : (
        <List targets={query.data} {...(mayWrite && { onEdit: (target: Target) => setEdited(formOf(target)) })} />
      )}
      {mayWrite && <Tier />}
      {mayLink && <WallLinks />}
      <Drawer opened={edited !== null} onClose={close} position="right" size={600} title={edited?.id ? edited.name : t("targets.add")} closeButtonProps={{ "aria-label": t("action.close") }}>
        {edited && <TargetForm key={edited.id ?? "new"} initial={edited} onDone={close} />}
      </Drawer>
    </Page>
  );
}

function List({ targets, onEdit }: { targets: Target[]; onEdit?: (target: Target) => void }) {
  const t = useT();
  const say = useSayTarget();
  const columns = [
    { key: "order", title: t("targets.order"), cell: (target: Target) => targets.indexOf(target) + 1 },
    {
      key: "name",
      title: t("targets.target"),
      main: true,
      cell: (target: Target) => (
        <div>
          <span className={classes.name} dir="auto">{target.name}</span>
          <span className={classes.sentence}>{say(target).join(" ")}</span>
        </div>
      ),
    },
    { key: "act", title: "", align: "end" as const, cell: (target: Target) => onEdit && <IconButton icon="edit" label={t("targets.edit", { name: target.name })} onClick={() => onEdit(target)} /> },
  ];
  return (
    <>
      <Table caption={t("settings.targets")} rows={targets} columns={columns} keyOf={({ id }) => id} />
      {targets.length > 1 && <p className={classes.hint}>{t("targets.order.help")}</p>}
    </>
  );
}
