/** How conversations find somebody: a rule for the company, for channels and for teams; and who waits in the queue. */
import { Button, Drawer } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { Page, Section } from "@/shared/ui/Page";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import type { RoutingRule } from "@/shared/api/types";
import { useChannels } from "@/features/delivery";
import { useRules, type RuleScope } from "@/features/routing/api/routing";
import { Queue } from "@/features/routing/ui/Queue";
import { RuleForm } from "@/features/routing/ui/RuleForm";
import { useMay, useTeams } from "@/features/workspaces";

interface Scope extends RuleScope {
  name: string;
  about: string;
}

export function Routing() {
  const t = useT();
  const query = useRules();
  const scopes = useScopes();
  const mayWrite = useMay("routing.write");
  const [edited, setEdited] = useState<Scope | null>(null);
  return (
    <Page title={t("settings.routing")} lead={t("routing.lead")}>
      {query.isPending ? <SkeletonRows rows={4} height={44} /> : query.isLoadingError ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Rules scopes={scopes} rules={query.data} {...(mayWrite && { onEdit: setEdited })} />}
      <Section title={t("routing.queue")} lead={t("routing.queue.lead")}>
        <Queue />
      </Section>
      <Drawer opened={edited !== null} onClose={() => setEdited(null)} position="right" size={460} title={edited?.name} closeButtonProps={{ "aria-label": t("action.close") }}>
        {edited && <RuleForm scope={edited} rule={find(query.data ?? [], edited)} onDone={() => setEdited(null)} />}
      </Drawer>
    </Page>
  );
}

/** Everything that may have a rule: the company first, then channels and teams by name. */
function useScopes(): Scope[] {
  const t = useT();
  const channels = useChannels().data ?? [];
  const teams = useTeams().data ?? [];
  return [
    { team_id: null, channel_id: null, name: t("routing.company"), about: t("routing.company.about") },
    ...channels.map(({ id, name }) => ({ team_id: null, channel_id: id, name, about: t("routing.channel") })),
    ...teams.map(({ id, name }) => ({ team_id: id, channel_id: null, name, about: t("routing.team") })),
  ];
}

function find(rules: RoutingRule[], scope: RuleScope): RoutingRule | undefined {
  return rules.find(({ team_id, channel_id }) => team_id === scope.team_id && channel_id === scope.channel_id);
}

function Rules({ scopes, rules, onEdit }: { scopes: Scope[]; rules: RoutingRule[]; onEdit?: (scope: Scope) => void }) {
  const t = useT();
  const wayOf = (scope: Scope) => {
    const rule = find(rules, scope);
    if (rule) return t(`routing.way.${rule.way}`);
    return scope.team_id ?? scope.channel_id ? t("routing.as_company") : t("routing.way.by_hand");
  };
  return (
    <Table
      caption={t("settings.routing")}
      rows={scopes}
      keyOf={({ team_id, channel_id }) => team_id ?? channel_id ?? "company"}
      columns={[
        { key: "name", title: t("routing.scope"), main: true, cell: ({ name }) => name },
        { key: "about", title: t("routing.what"), cell: ({ about }) => about },
        { key: "way", title: t("routing.way"), cell: wayOf },
        { key: "act", title: "", align: "end", cell: (scope) => onEdit && <Button size="compact-sm" variant="default" aria-label={t("routing.edit", { name: scope.name })} onClick={() => onEdit(scope)}>{t("action.edit")}</Button> },
      ]}
    />
  );
}
