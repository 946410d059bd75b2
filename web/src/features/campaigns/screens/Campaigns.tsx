/** Campaigns of the company: where each is, found by words and state. */
import { Button, Modal, Select, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCampaigns, useCreateCampaign } from "@/features/campaigns/api/campaigns";
import { STATES, TONES } from "@/features/campaigns/plan";
import { CampaignSettingsForm } from "@/features/campaigns/ui/CampaignSettingsForm";
import { useChannels } from "@/features/delivery";
import { useMay } from "@/features/workspaces";
import type { CampaignRow, CampaignState } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Actions, Row, Stack } from "@/shared/ui/layout";
import { More } from "@/shared/ui/More";
import { Page } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Status } from "@/shared/ui/Status";
import { Table } from "@/shared/ui/Table";

type Open = "new" | "settings" | null;

export function Campaigns() {
  const t = useT();
  const mayWrite = useMay("campaigns.write");
  const mayApprove = useMay("campaigns.approve");
  const [typed, setTyped] = useState("");
  const [state, setState] = useState<CampaignState | undefined>();
  const [open, setOpen] = useState<Open>(null);
  const query = useCampaigns(typed, state);
  const add = mayWrite && <Button onClick={() => setOpen("new")}>{t("campaigns.add")}</Button>;
  const tools = (
    <>
      <TextInput label={t("campaigns.find")} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      <Select label={t("campaigns.state")} placeholder={t("campaigns.state.any")} clearable value={state ?? null} data={STATES.map((value) => ({ value, label: t(`campaigns.state.${value}`) }))} onChange={(value) => setState(value ?? undefined)} />
    </>
  );
  const action = (
    <Row gap={2} wrap>
      {mayApprove && (
        <Button variant="default" onClick={() => setOpen("settings")}>
          {t("campaigns.settings")}
        </Button>
      )}
      {add}
    </Row>
  );
  return (
    <Page title={t("nav.campaigns")} lead={t("campaigns.lead")} action={action} tools={tools}>
      <List query={query} narrowed={typed !== "" || state !== undefined} add={add} />
      <Modal opened={open !== null} onClose={() => setOpen(null)} title={t(open === "settings" ? "campaigns.settings" : "campaigns.add")} centered closeButtonProps={{ "aria-label": t("action.close") }}>
        {open === "new" && <NewCampaign />}
        {open === "settings" && <CampaignSettingsForm onDone={() => setOpen(null)} />}
      </Modal>
    </Page>
  );
}

function List({ query, narrowed, add }: { query: ReturnType<typeof useCampaigns>; narrowed: boolean; add: React.ReactNode }) {
  const t = useT();
  if (query.isPending) return <SkeletonRows rows={6} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return <Empty icon="send" title={t(narrowed ? "campaigns.none" : "campaigns.empty")} text={t("campaigns.empty.text")} action={add} />;
  return (
    <>
      <Rows rows={rows} />
      <More query={query} />
    </>
  );
}

function Rows({ rows }: { rows: CampaignRow[] }) {
  const t = useT();
  const format = useFormat();
  const names = new Map((useChannels().data ?? []).map(({ id, name }) => [id, name]));
  return (
    <Table
      caption={t("nav.campaigns")}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { key: "name", title: t("campaigns.name"), main: true, cell: ({ id, name }) => <Link to="/campaigns/$campaignId" params={{ campaignId: id }}>{name}</Link> },
        { key: "state", title: t("campaigns.state"), cell: ({ state }) => <Status tone={TONES[state]}>{t(`campaigns.state.${state}`)}</Status> },
        { key: "channels", title: t("campaigns.channels"), cell: ({ channel_ids }) => channel_ids.map((id) => names.get(id) ?? "").filter(Boolean).join(", ") },
        { key: "people", title: t("campaigns.people"), align: "end", cell: ({ people }) => (people ? format.number(people) : "") },
        { key: "at", title: t("campaigns.when"), align: "end", cell: (one) => format.ago(one.started_at ?? one.updated_at) },
      ]}
    />
  );
}

function NewCampaign() {
  const t = useT();
  const navigate = useNavigate();
  const create = useCreateCampaign();
  const [name, setName] = useState("");
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    create.mutate(name.trim() || t("campaigns.untitled"), { onSuccess: ({ id }) => void navigate({ to: "/campaigns/$campaignId", params: { campaignId: id } }) });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={3}>
        <TextInput label={t("campaigns.name")} description={t("campaigns.name.about")} value={name} maxLength={200} data-autofocus onChange={(event) => setName(event.currentTarget.value)} />
        <ErrorLine error={create.error} />
        <Actions>
          <Button type="submit" loading={create.isPending}>
            {t("campaigns.create")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
