/** Who is in a segment now; of a list people can be taken off and put on. */
import { Button, Modal, Select, Textarea } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useImports } from "@/features/activity";
import { PersonPicker } from "@/features/contacts";
import type { SegmentPeopleAdded, SegmentMember } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/Avatar";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions, Row, Stack } from "@/shared/ui/layout";
import { More } from "@/shared/ui/More";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table, type Column } from "@/shared/ui/Table";
import { useToasts } from "@/shared/ui/toasts";
import { useMembers, usePutOn, useTakeOff } from "@/features/segments/api/segments";
import classes from "@/features/segments/ui/People.module.css";

export function Members({ segmentId, list, mayWrite }: { segmentId: string; list: boolean; mayWrite: boolean }) {
  const t = useT();
  const query = useMembers(segmentId);
  const takeOff = useTakeOff(segmentId);
  const { tellError } = useToasts();
  if (query.isPending) return <SkeletonRows rows={6} height={44} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return <Empty icon="contacts" title={t("segments.members.none")} text={t(list ? "segments.list.empty" : "segments.members.none.text")} />;
  const columns: Column<SegmentMember>[] = [
    {
      key: "name",
      title: t("card.name"),
      main: true,
      cell: (row) => (
        <Row gap={3}>
          <Avatar name={row.name} src={row.avatar_url} size={32} />
          <Link to="/contacts/$contactId" params={{ contactId: row.contact_id }}>
            {row.name || t("contact.nameless")}
          </Link>
        </Row>
      ),
    },
  ];
  if (list && mayWrite) columns.push({ key: "off", title: "", align: "end", cell: (row) => <IconButton icon="close" label={t("segments.list.off", { name: row.name || t("contact.nameless") })} onClick={() => takeOff.mutate(row.contact_id, { onError: tellError })} /> });
  return (
    <>
      <Table caption={t("segments.members")} rows={rows} columns={columns} keyOf={({ contact_id: id }) => id} />
      <More query={query} />
    </>
  );
}

export function PutOnDialog({ segmentId, onClose }: { segmentId: string; onClose: () => void }) {
  const t = useT();
  const putOn = usePutOn(segmentId);
  const [person, setPerson] = useState<string | null>(null);
  const [addresses, setAddresses] = useState("");
  const [file, setFile] = useState<string | null>(null);
  const imports = (useImports().data?.pages ?? []).flatMap(({ items }) => items).filter(({ kind, state }) => kind === "people" && state === "done");
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    putOn.mutate({ contact_ids: person ? [person] : [], addresses, ...(file && { import_id: file }) });
  };
  return (
    <Modal opened onClose={onClose} title={t("segments.list.add")} centered closeButtonProps={{ "aria-label": t("action.close") }}>
      {putOn.data ? (
        <Added told={putOn.data} onClose={onClose} />
      ) : (
        <form onSubmit={submit}>
          <Stack gap={4}>
            <PersonPicker label={t("segments.list.person")} labelled placeholder={t("segments.why.choose")} value={person} onChange={setPerson} />
            <Textarea label={t("segments.list.addresses")} description={t("segments.list.addresses.help")} autosize minRows={3} maxRows={10} value={addresses} onChange={(event) => setAddresses(event.currentTarget.value)} />
            {imports.length > 0 && <Select label={t("segments.list.import")} placeholder={t("segments.list.import.choose")} clearable clearButtonProps={{ "aria-label": t("segments.why.clear") }} value={file} data={imports.map(({ id, file_name: name }) => ({ value: id, label: name }))} onChange={setFile} />}
            <ErrorLine error={putOn.error} />
            <Actions>
              <Button variant="default" onClick={onClose}>
                {t("action.cancel")}
              </Button>
              <Button type="submit" loading={putOn.isPending} disabled={!person && !addresses.trim() && !file}>
                {t("segments.list.put")}
              </Button>
            </Actions>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

function Added({ told, onClose }: { told: SegmentPeopleAdded; onClose: () => void }) {
  const t = useT();
  const format = useFormat();
  return (
    <Stack gap={3}>
      <p role="status">{t("segments.list.added", { count: told.added, number: format.number(told.added), already: told.already })}</p>
      {told.unknown_count > 0 && (
        <>
          <p className={classes.quiet}>{t("segments.list.unknown", { count: told.unknown_count })}</p>
          <ul className={classes.unknown}>
            {told.unknown.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </>
      )}
      <Actions>
        <Button onClick={onClose}>{t("action.done")}</Button>
      </Actions>
    </Stack>
  );
}
