/** One ready reply: its shortcut, words, files and whose it is. */
import { Button, Input, Select, Textarea, TextInput } from "@mantine/core";
import { useCallback, useRef, useState } from "react";
import { useT } from "@/shared/i18n";
import { DeleteButton } from "@/shared/ui/DeleteButton";
import { Icon } from "@/shared/ui/icons";
import { Actions, Row, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import type { Snippet } from "@/shared/api/types";
import { useDeleteSnippet, useSaveSnippet } from "@/features/snippets/api/snippets";
import { storedOf, UploadList, useUploads } from "@/features/delivery";
import { useTeams } from "@/features/workspaces";

const FILES_MAX = 10;

export const NEW_REPLY: Pick<Snippet, "id" | "shortcut" | "title" | "text" | "team_id" | "attachments"> = { id: "", shortcut: "", title: "", text: "", team_id: null, attachments: [] };

const forgotten = () => undefined;

export function ReplyForm({ initial, onDone }: { initial: typeof NEW_REPLY; onDone: () => void }) {
  const t = useT();
  const { id } = initial;
  const [form, setForm] = useState({ shortcut: initial.shortcut, title: initial.title, text: initial.text, team_id: initial.team_id });
  const files = useUploads(initial.attachments, useCallback(forgotten, []));
  const save = useSaveSnippet();
  const remove = useDeleteSnippet();
  const teams = useTeams().data ?? [];
  const set = (change: Partial<typeof form>) => setForm((old) => ({ ...old, ...change }));
  const onTheirWay = files.uploads.some((one) => !one.id);
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    const attachment_ids = storedOf(files.uploads).map((file) => file.id);
    save.mutate({ ...form, ...(id && { id }), attachment_ids, shortcut: form.shortcut.replace(/^\//, "").trim() }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t("replies.shortcut")} description={t("replies.shortcut.help")} leftSection="/" required maxLength={40} pattern="/?[\p{L}\p{N}_\-]+" title={t("replies.shortcut.help")} value={form.shortcut} onChange={(event) => set({ shortcut: event.currentTarget.value })} data-autofocus />
        <TextInput label={t("replies.title")} required maxLength={200} value={form.title} onChange={(event) => set({ title: event.currentTarget.value })} />
        <Textarea label={t("replies.text")} description={t("replies.text.help")} required={files.uploads.length === 0} autosize minRows={5} maxRows={16} maxLength={20_000} value={form.text} onChange={(event) => set({ text: event.currentTarget.value })} />
        <Files files={files} />
        {teams.length > 0 && <Select label={t("replies.team")} description={t("replies.team.help")} clearable placeholder={t("replies.everyone")} data={teams.map((team) => ({ value: team.id, label: team.name }))} value={form.team_id} onChange={(value) => set({ team_id: value })} />}
        <ErrorLine error={save.error} />
        <Actions>
          {id && <DeleteButton id={id} title={t("replies.delete", { title: initial.title })} text={t("replies.delete.text")} remove={remove} onDone={onDone} />}
          <Button type="submit" disabled={onTheirWay} loading={save.isPending}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

/** What goes with the reply whenever it is chosen. */
function Files({ files: { uploads, add, remove, retry } }: { files: ReturnType<typeof useUploads> }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const left = FILES_MAX - uploads.length;
  return (
    <Input.Wrapper label={t("replies.files")} description={t("replies.files.help", { count: FILES_MAX })} labelElement="div">
      <Stack gap={2}>
        <UploadList uploads={uploads} onRemove={remove} onRetry={retry} />
        <Row>
          <Button variant="default" size="xs" leftSection={<Icon name="clip" size={16} />} disabled={left <= 0} onClick={() => input.current?.click()}>
            {t("replies.files.add")}
          </Button>
        </Row>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            add([...(event.currentTarget.files ?? [])].slice(0, left));
            event.currentTarget.value = "";
          }}
        />
      </Stack>
    </Input.Wrapper>
  );
}
