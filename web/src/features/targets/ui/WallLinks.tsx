/** Links for televisions: each opens the wall board and nothing else, is shown once and can be revoked at any time. */
import { Button, Drawer, TextInput } from "@mantine/core";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Confirm } from "@/shared/ui/Confirm";
import { CopyField } from "@/shared/ui/CopyField";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions, Stack } from "@/shared/ui/layout";
import { Section } from "@/shared/ui/Page";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import type { ApiToken } from "@/shared/api/types";
import { useCreateToken, useRevokeToken, useTokens } from "@/features/workspaces";
import { isWallToken, wallAddress, WALL_SCOPE } from "@/features/targets/wall";

export function WallLinks() {
  const t = useT();
  const query = useTokens();
  const [making, setMaking] = useState(false);
  const add = (
    <Button variant="default" onClick={() => setMaking(true)}>
      {t("wall.link.add")}
    </Button>
  );
  const links = (query.data ?? []).filter(isWallToken);
  return (
    <Section title={t("wall.links")} lead={t("wall.links.lead")} action={add}>
      {query.isPending ? <SkeletonRows rows={2} /> : query.isLoadingError ? <Failure error={query.error} retry={() => void query.refetch()} /> : links.length > 0 && <Links links={links} />}
      <Drawer opened={making} onClose={() => setMaking(false)} position="right" size={460} title={t("wall.link.add")} closeButtonProps={{ "aria-label": t("action.close") }}>
        <LinkForm onDone={() => setMaking(false)} />
      </Drawer>
    </Section>
  );
}

function Links({ links }: { links: ApiToken[] }) {
  const t = useT();
  const format = useFormat();
  const [revoked, setRevoked] = useState<ApiToken | null>(null);
  const revoke = useRevokeToken();
  return (
    <>
      <Table
        caption={t("wall.links")}
        rows={links}
        keyOf={({ id }) => id}
        columns={[
          { key: "name", title: t("wall.link.name"), main: true, cell: ({ name }) => name },
          { key: "made", title: t("wall.link.made"), cell: ({ created_at: at }) => format.date(at) },
          { key: "used", title: t("wall.link.used"), cell: ({ last_used_at: at }) => (at ? <TimeAgo at={at} /> : t("wall.link.never")) },
          { key: "act", title: "", align: "end", cell: (link) => <IconButton icon="trash" label={t("wall.link.revoke", { name: link.name })} onClick={() => setRevoked(link)} /> },
        ]}
      />
      {revoked && <Confirm opened title={t("wall.link.revoke", { name: revoked.name })} text={t("wall.link.revoke.text")} action={t("wall.link.revoke.action")} pending={revoke.isPending} error={revoke.error} onClose={() => setRevoked(null)} onConfirm={() => revoke.mutate(revoked.id, { onSuccess: () => setRevoked(null) })} />}
    </>
  );
}

function LinkForm({ onDone }: { onDone: () => void }) {
  const t = useT();
  const [name, setName] = useState("");
  const create = useCreateToken();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    create.mutate({ name: name.trim(), scopes: [WALL_SCOPE] });
  };
  if (create.data)
    return (
      <Stack>
        <p>{t("wall.link.once")}</p>
        <CopyField label={t("wall.link")} value={wallAddress(location.origin, create.data.secret)} />
        <Actions>
          <Button onClick={onDone}>{t("wall.link.done")}</Button>
        </Actions>
      </Stack>
    );
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t("wall.link.name")} description={t("wall.link.name.help")} placeholder={t("wall.link.name.placeholder")} required maxLength={120} data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <ErrorLine error={create.error} />
        <Actions>
          <Button type="submit" loading={create.isPending} disabled={!name.trim()}>
            {t("wall.link.make")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
