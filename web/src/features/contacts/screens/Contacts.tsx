/** Everyone who ever wrote, found by name, e-mail or phone; a card opens beside the list. */
import { Button, Drawer, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { Suspense, useEffect, useState } from "react";
import { useI18n, useT } from "@/shared/i18n";
import { useDeskParams, useDeskSearch, type DeskSearch } from "@/shared/search";
import { Avatar } from "@/shared/ui/Avatar";
import { Icon } from "@/shared/ui/icons";
import { Row } from "@/shared/ui/layout";
import { More } from "@/shared/ui/More";
import { Page } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table, type Column } from "@/shared/ui/Table";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import { useDebounced } from "@/shared/ui/useDebounced";
import type { ContactRow } from "@/shared/api/types";
import { sayAddress } from "@/features/contacts/address";
import { useContacts } from "@/features/contacts/api/contacts";
import { ContactCard } from "@/features/contacts/ui/ContactCard";
import { ChannelMark, useChannels } from "@/features/delivery";
import { TaskPanel } from "@/features/tasks";
import { useMay } from "@/features/workspaces";

export function Contacts() {
  const t = useT();
  const { q = "" } = useDeskSearch();
  return (
    <Page title={t("nav.contacts")} lead={t("contacts.lead")} action={<Doors />} tools={<Search words={q} />}>
      <Found words={q} />
      <CardPanel />
    </Page>
  );
}

/** From here to files of people, and to how they stand. */
function Doors() {
  const t = useT();
  const may = useMay("activity.read");
  if (!may) return null;
  return (
    <Row wrap>
      <Button variant="default" renderRoot={(props) => <Link to="/rfm" {...props} />}>
        {t("rfm.title")}
      </Button>
      <Button variant="default" leftSection={<Icon name="file" size={16} />} renderRoot={(props) => <Link to="/imports" {...props} />}>
        {t("imports.title")}
      </Button>
    </Row>
  );
}

function Search({ words }: { words: string }) {
  const t = useT();
  const navigate = useNavigate();
  const [typed, setTyped] = useState(words);
  const settled = useDebounced(typed.trim(), 250);
  useEffect(() => {
    if (settled !== words) void navigate({ to: "/contacts", search: { q: settled || undefined }, replace: true });
    // The address follows the box, not the other way round.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return (
    <TextInput type="search" w={360} maw="100%" aria-label={t("contacts.search")} placeholder={t("contacts.search")} leftSection={<Icon name="search" size={16} />} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
  );
}

function Found({ words }: { words: string }) {
  const t = useT();
  const query = useContacts(words);
  const columns = useColumns();
  if (query.isPending) return <SkeletonRows rows={8} height={44} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return words ? <Empty icon="search" title={t("search.none")} text={t("contacts.none.text")} /> : <Empty icon="contacts" title={t("contacts.empty")} text={t("contacts.empty.text")} />;
  return (
    <>
      <Table caption={t("nav.contacts")} rows={rows} columns={columns} keyOf={({ id }) => id} />
      <More query={query} />
    </>
  );
}

function useColumns(): Column<ContactRow>[] {
  const t = useT();
  return [
    { key: "name", title: t("card.name"), main: true, cell: (row) => <NameCell row={row} /> },
    { key: "addresses", title: t("card.addresses"), cell: (row) => <Addresses row={row} /> },
    { key: "seen", title: t("contacts.seen"), align: "end", cell: ({ last_seen_at: at }) => <TimeAgo at={at} /> },
  ];
}

function NameCell({ row }: { row: ContactRow }) {
  const t = useT();
  return (
    <Row gap={3}>
      <Avatar name={row.name} src={row.avatar_url} size={32} />
      <Link to="/contacts/$contactId" params={{ contactId: row.id }} search={(old: DeskSearch) => old} dir="auto">
        {row.name || t("contact.nameless")}
      </Link>
    </Row>
  );
}

function Addresses({ row }: { row: ContactRow }) {
  const { byCode } = useI18n();
  const channels = useChannels().data ?? [];
  return (
    <Row gap={3} wrap>
      {row.addresses.slice(0, 3).map((one) => {
        const kind = channels.find(({ id }) => id === one.channel_id)?.kind;
        return (
          <Row key={`${one.address_kind}/${one.address}`} gap={1}>
            {kind && <ChannelMark kind={kind} size={14} />} <bdi>{sayAddress(one, byCode)}</bdi>
          </Row>
        );
      })}
    </Row>
  );
}

function CardPanel() {
  const t = useT();
  const navigate = useNavigate();
  const { contactId } = useDeskParams();
  return (
    <Drawer opened={contactId !== undefined} onClose={() => void navigate({ to: "/contacts", search: (old: DeskSearch) => old })} position="right" size={400} padding={0} title={t("card.title")} closeButtonProps={{ "aria-label": t("action.close") }} styles={{ header: { padding: "8px 16px" } }}>
      {contactId && (
        <ContactCard
          contactId={contactId}
          work={
            <Suspense>
              <TaskPanel contactId={contactId} />
            </Suspense>
          }
        />
      )}
    </Drawer>
  );
}
