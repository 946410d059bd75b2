/** How a file is read: its first rows, what each column is for, what becomes of people who are known. */
import { Button, Select, SegmentedControl, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useI18n } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { usePhone } from "@/shared/ui/usePhone";
import type { Import, ImportColumn, ImportPlan, ImportPreview } from "@/shared/api/types";
import { useChangeImport, useImportPreview, useTryPlan } from "@/features/activity/api/activity";
import { missing, retarget, targetsOf, type Target } from "@/features/activity/columns";
import { usePurposeName, usePurposes } from "@/features/consents";
import classes from "@/features/activity/screens/Imports.module.css";

const SAMPLE_ROWS = 5;
const SHOWN_TROUBLES = 5;
const KINDS = ["text", "number", "date", "boolean", "list"] as const;

export function PlanForm({ taken, onDone }: { taken: Import; onDone: () => void }) {
  const query = useImportPreview(taken.id);
  if (query.isPending) return <SkeletonRows rows={5} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Form taken={taken} preview={query.data} onDone={onDone} />;
}

function Form({ taken, preview, onDone }: { taken: Import; preview: ImportPreview; onDone: () => void }) {
  const { t, byCode } = useI18n();
  const [plan, setPlan] = useState<ImportPlan>(preview.guess);
  const attempt = useTryPlan(taken.id);
  const run = useChangeImport(taken.id);
  const lacks = missing(taken.kind, plan);
  const consents = plan.columns.some(({ target }) => target === "consent");
  const phone = usePhone();
  return (
    <Stack>
      <p>{preview.encoding ? t("imports.written", { encoding: byCode("imports.encoding", preview.encoding) ?? preview.encoding, delimiter: preview.delimiter === "\t" ? "Tab" : preview.delimiter }) : t("imports.workbook")}</p>
      <Sample preview={preview} />
      <h3>{t("imports.columns")}</h3>
      <div className={classes.columns}>
        {plan.columns.map((column, at) => (
          <ColumnChoice key={at} title={preview.titles[at] ?? ""} column={column} kind={taken.kind} onTarget={(target) => setPlan(retarget(plan, at, target, preview.titles[at] ?? ""))} onChange={(changed) => setPlan({ ...plan, columns: plan.columns.map((one, place) => (place === at ? changed : one)) })} />
        ))}
      </div>
      {taken.kind === "people" && (
        <SegmentedControl
          fullWidth
          orientation={phone ? "vertical" : "horizontal"}
          aria-label={t("imports.duplicates")}
          value={plan.duplicates}
          onChange={(duplicates) => setPlan({ ...plan, duplicates: duplicates })}
          data={[
            { value: "update", label: t("imports.duplicates.update") },
            { value: "skip", label: t("imports.duplicates.skip") },
          ]}
        />
      )}
      {taken.kind === "facts" && !plan.columns.some(({ target }) => target === "fact_name") && <TextInput label={t("imports.fact_name")} maxLength={100} value={plan.fact_name} onChange={(event) => setPlan({ ...plan, fact_name: event.currentTarget.value })} />}
      {consents && <ConsentOf consent={plan.consent} onChange={(consent) => setPlan({ ...plan, consent })} />}
      {lacks.map((what) => (
        <p key={what} className={classes.alert}>
          {t(`imports.missing.${what}`)}
        </p>
      ))}
      {attempt.data && <Tried preview={attempt.data} />}
      <ErrorLine error={attempt.error ?? run.error} />
      <Actions>
        <Button variant="default" disabled={lacks.length > 0} loading={attempt.isPending} onClick={() => attempt.mutate(plan)}>
          {t("imports.try")}
        </Button>
        <Button disabled={lacks.length > 0} loading={run.isPending} onClick={() => run.mutate({ run: plan }, { onSuccess: onDone })}>
          {t("imports.run")}
        </Button>
      </Actions>
    </Stack>
  );
}

function ConsentOf({ consent, onChange }: { consent: ImportPlan["consent"]; onChange: (consent: ImportPlan["consent"]) => void }) {
  const { t } = useI18n();
  const nameOf = usePurposeName();
  const worded = (usePurposes().data ?? []).filter(({ wordings, archived }) => wordings.length > 0 && !archived);
  return (
    <>
      <Select label={t("imports.consent.purpose")} description={t("imports.consent.purpose.help")} value={consent.purpose || null} onChange={(purpose) => onChange({ ...consent, purpose: purpose ?? "" })} data={worded.map(({ code }) => ({ value: code, label: nameOf(code) }))} />
      <TextInput label={t("imports.consent.said")} description={t("imports.consent.help")} maxLength={500} value={consent.said} onChange={(event) => onChange({ ...consent, said: event.currentTarget.value })} />
    </>
  );
}

function Sample({ preview }: { preview: ImportPreview }) {
  const { t } = useI18n();
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <div className={classes.sample} tabIndex={0} role="region" aria-label={t("imports.sample")}>
      <table>
        <caption className="unseen">{t("imports.sample")}</caption>
        <thead>
          <tr>
            {preview.titles.map((title, at) => (
              <th key={at} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.slice(0, SAMPLE_ROWS).map((row, line) => (
            <tr key={line}>
              {row.map((cell, at) => (
                <td key={at}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ChoiceProps {
  title: string;
  column: ImportColumn;
  kind: Import["kind"];
  onTarget: (target: Target) => void;
  onChange: (column: ImportColumn) => void;
}

function ColumnChoice({ title, column, kind, onTarget, onChange }: ChoiceProps) {
  const { t } = useI18n();
  const named = column.target === "attribute" || column.target === "property";
  return (
    <div className={classes.column}>
      <Select label={title || t("imports.untitled")} allowDeselect={false} value={column.target} data={targetsOf(kind).map((value) => ({ value, label: t(`imports.target.${value}`) }))} onChange={(chosen) => chosen && onTarget(chosen)} />
      {named && <TextInput size="xs" aria-label={t("imports.name_of", { title })} maxLength={64} value={column.name} onChange={(event) => onChange({ ...column, name: event.currentTarget.value })} />}
      {column.target === "attribute" && <Select size="xs" allowDeselect={false} aria-label={t("imports.type_of", { title })} value={column.kind} data={KINDS.map((value) => ({ value, label: t(`attribute.kind.${value}`) }))} onChange={(chosen) => chosen && onChange({ ...column, kind: chosen })} />}
    </div>
  );
}

function Tried({ preview }: { preview: ImportPreview }) {
  const { t, byCode } = useI18n();
  const told = useRef<HTMLDivElement>(null);
  // Newer browsers answer with a promise, which React would call as what an effect leaves behind.
  useEffect(() => {
    told.current?.scrollIntoView({ block: "center" });
  }, [preview]);
  const refused = preview.troubles.filter((trouble) => trouble.refused).length;
  const say = ({ line, value, code, refused: whole }: ImportPreview["troubles"][number]) => {
    const why = byCode("imports.why", code.replace("activity.", "")) ?? code;
    return t(whole ? "imports.trouble.row" : "imports.trouble.cell", { line, why: value ? t("imports.trouble.value", { why, value }) : why });
  };
  return (
    <div role="status" ref={told}>
      <p>{t("imports.tried", { good: preview.rows.length - refused, refused })}</p>
      <ul className={classes.troubles}>
        {preview.troubles.slice(0, SHOWN_TROUBLES).map((trouble, at) => (
          <li key={at} data-refused={trouble.refused}>
            {say(trouble)}
          </li>
        ))}
      </ul>
    </div>
  );
}
