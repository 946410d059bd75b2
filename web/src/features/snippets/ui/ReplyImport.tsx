/** Replies from a table: first what would become of each line, then, by a press, taking them in. */
import { Button, Checkbox } from "@mantine/core";
import { useRef, useState } from "react";
import { useI18n } from "@/shared/i18n";
import { FileInput } from "@/shared/ui/FileInput";
import { Icon } from "@/shared/ui/icons";
import { Actions, Row, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import { Status } from "@/shared/ui/Status";
import { Table } from "@/shared/ui/Table";
import { useToasts } from "@/shared/ui/toasts";
import type { SnippetsImported } from "@/shared/api/types";
import { useTakeIn } from "@/features/snippets/api/exchange";
import { refusedFirst, SHOWN_LINES_MAX } from "@/features/snippets/rules";
import classes from "@/features/snippets/ui/Replies.module.css";

const BYTES_MAX = 2_000_000;
const TONES = { new: "kept", changed: "soon", refused: "broken" } as const;

export function ReplyImport({ onDone }: { onDone: () => void }) {
  const { t } = useI18n();
  const { tell } = useToasts();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [replace, setReplace] = useState(false);
  const preview = useTakeIn();
  const taking = useTakeIn();
  const tooBig = file !== null && file.size > BYTES_MAX;
  const look = (chosen: File, over: boolean) => {
    setFile(chosen);
    setReplace(over);
    taking.reset();
    if (chosen.size > BYTES_MAX) preview.reset();
    else preview.mutate({ file: chosen, replace: over, preview: true });
  };
  const told = file && !tooBig ? preview.data : undefined;
  const count = told ? told.created + told.changed : 0;
  const take = () => file && taking.mutate({ file, replace, preview: false }, { onSuccess: ({ created, changed }) => { tell(t("replies.import.done", { count: created + changed })); onDone(); } });
  return (
    <Stack>
      <p className={classes.hint}>{t("replies.import.help")}</p>
      <Row wrap>
        <Button variant="default" leftSection={<Icon name="file" size={16} />} onClick={() => input.current?.click()} data-autofocus>
          {file ? t("replies.import.other") : t("replies.import.choose")}
        </Button>
        {file && <span className={classes.file}>{file.name}</span>}
      </Row>
      <FileInput ref={input} label={t("replies.import.choose")} accept=".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" onChoose={(chosen) => look(chosen, replace)} />
      <Checkbox label={t("replies.import.replace")} description={t("replies.import.replace.help")} checked={replace} onChange={(event) => (file ? look(file, event.currentTarget.checked) : setReplace(event.currentTarget.checked))} />
      {tooBig && <p role="alert" className={classes.alert}>{t("replies.import.too_big")}</p>}
      <ErrorLine error={preview.error ?? taking.error} />
      {told && <Preview told={told} />}
      <Actions>
        <Button disabled={count === 0} loading={preview.isPending || taking.isPending} onClick={take}>
          {count > 0 ? t("replies.import.take", { count }) : t("replies.import")}
        </Button>
      </Actions>
    </Stack>
  );
}

function Preview({ told }: { told: SnippetsImported }) {
  const { t } = useI18n();
  const lines = refusedFirst(told.lines);
  const more = lines.length - SHOWN_LINES_MAX;
  const withFiles = lines.filter(({ fate, files }) => fate === "new" && files).length;
  return (
    <>
      <p role="status">{t("replies.import.summary", { created: told.created, changed: told.changed, refused: told.refused })}</p>
      {withFiles > 0 && <p>{t("replies.import.files", { count: withFiles })}</p>}
      {lines.length > 0 && (
        <Table
          caption={t("replies.import.title")}
          rows={lines.slice(0, SHOWN_LINES_MAX)}
          keyOf={({ line }) => String(line)}
          columns={[
            { key: "line", title: t("replies.import.line"), align: "end", cell: ({ line }) => line },
            { key: "shortcut", title: t("replies.shortcut"), main: true, cell: ({ shortcut, title }) => <Named shortcut={shortcut} title={title} /> },
            { key: "fate", title: t("replies.import.fate"), cell: (line) => <Fate line={line} /> },
          ]}
        />
      )}
      {more > 0 && <p className={classes.hint}>{t("replies.import.more", { count: more })}</p>}
    </>
  );
}

function Fate({ line: { fate, code, files } }: { line: SnippetsImported["lines"][number] }) {
  const { t, byCode } = useI18n();
  return (
    <div>
      <Status tone={TONES[fate]}>{t(`replies.import.fate.${fate}`)}</Status>
      {code && <p className={classes.hint}>{byCode("error", code) ?? code}</p>}
      {fate === "new" && files && <p className={classes.hint}>{t("replies.import.files_of", { files })}</p>}
    </div>
  );
}

function Named({ shortcut, title }: { shortcut: string; title: string }) {
  return (
    <div>
      <code className={classes.shortcut}>/{shortcut}</code>
      <span className={classes.text}>{title}</span>
    </div>
  );
}
