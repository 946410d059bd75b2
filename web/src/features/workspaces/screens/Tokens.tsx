/** Access for programs: named, limited by permissions, shown once. */
import { Button, Checkbox, Drawer, TextInput } from "@mantine/core";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { Confirm } from "@/shared/ui/Confirm";
import { CopyField } from "@/shared/ui/CopyField";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions, Stack } from "@/shared/ui/layout";
import { Page } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import type { ApiToken } from "@/shared/api/types";
import { useMe } from "@/features/workspaces/api/session";
import { useCreateToken, useRevokeToken, useTokens } from "@/features/workspaces/api/tokens";

const SCOPES_SHOWN = 2;

export function Tokens() {
  const { t } = useI18n();
  const query = useTokens();
  const [making, setMaking] = useState(false);
  const add = <Button onClick={() => setMaking(true)}>{t("tokens.add")}</Button>;
  return (
    <Page title={t("settings.tokens")} lead={t("tokens.lead")} action={add}>
      {query.isPending ? (
        <SkeletonRows rows={3} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <Empty icon="key" title={t("tokens.empty")} text={t("tokens.empty.text")} action={add} />
      ) : (
        <List tokens={query.data} />
      )}
      <Drawer opened={making} onClose={() => setMaking(false)} position="right" size={460} title={t("tokens.add")} closeButtonProps={{ "aria-label": t("action.close") }}>
        <TokenForm onDone={() => setMaking(false)} />
      </Drawer>
    </Page>
  );
}

function List({ tokens }: { tokens: ApiToken[] }) {
  const { t } = useI18n();
  const format = useFormat();
  const [revoked, setRevoked] = useState<ApiToken | null>(null);
  const revoke = useRevokeToken();
  return (
    <>
      <Table
        caption={t("settings.tokens")}
        rows={tokens}
        keyOf={({ id }) => id}
        columns={[
          { key: "name", title: t("tokens.name"), main: true, cell: ({ name }) => name },
          { key: "hint", title: t("tokens.token"), cell: ({ hint }) => <code>{hint}</code> },
          { key: "scopes", title: t("tokens.scopes"), cell: ({ scopes }) => <Scopes scopes={scopes} /> },
          { key: "made", title: t("tokens.made"), cell: ({ created_at: at }) => format.date(at) },
          { key: "used", title: t("tokens.used"), cell: ({ last_used_at: at }) => (at ? <TimeAgo at={at} /> : t("tokens.never")) },
          { key: "act", title: "", align: "end", cell: (token) => <IconButton icon="trash" label={t("tokens.revoke", { name: token.name })} onClick={() => setRevoked(token)} /> },
        ]}
      />
      {revoked && (
        <Confirm opened title={t("tokens.revoke", { name: revoked.name })} text={t("tokens.revoke.text")} action={t("tokens.revoke.action")} pending={revoke.isPending} error={revoke.error} onClose={() => setRevoked(null)} onConfirm={() => revoke.mutate(revoked.id, { onSuccess: () => setRevoked(null) })} />
      )}
    </>
  );
}

function Scopes({ scopes }: { scopes: string[] }) {
  const { t, byCode } = useI18n();
  const words = scopes.map((scope) => byCode("permission", scope) ?? scope);
  if (words.length <= SCOPES_SHOWN) return words.join("; ");
  return <span title={words.join("\n")}>{t("tokens.scopes.more", { first: words.slice(0, SCOPES_SHOWN).join("; "), count: words.length - SCOPES_SHOWN })}</span>;
}

function TokenForm({ onDone }: { onDone: () => void }) {
  const { t, byCode } = useI18n();
  const { permissions } = useMe();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>([]);
  const create = useCreateToken();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    create.mutate({ name: name.trim(), scopes });
  };
  if (create.data)
    return (
      <Stack>
        <p>{t("tokens.once")}</p>
        <CopyField label={t("tokens.token")} value={create.data.secret} />
        <Actions>
          <Button onClick={onDone}>{t("tokens.copied")}</Button>
        </Actions>
      </Stack>
    );
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t("tokens.name")} description={t("tokens.name.help")} required maxLength={120} data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Checkbox.Group label={t("tokens.scopes")} value={scopes} onChange={setScopes}>
          <Stack gap={2}>
            {permissions.filter((scope) => scope.includes(".")).map((scope) => (
              <Checkbox key={scope} value={scope} label={byCode("permission", scope) ?? scope} description={scope} />
            ))}
          </Stack>
        </Checkbox.Group>
        <ErrorLine error={create.error} />
        <Actions>
          <Button type="submit" disabled={scopes.length === 0} loading={create.isPending}>
            {t("tokens.make")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
