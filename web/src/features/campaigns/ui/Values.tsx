/** What the templates declare and the campaign says: a deadline is a real moment, a stock a real number. */
import { TextInput } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useDeclared } from "@/features/campaigns/api/campaigns";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import type { StepProps } from "@/features/campaigns/plan";
import { useT } from "@/shared/i18n";
import { SkeletonRows } from "@/shared/ui/states";

const DateTimeField = lazy(() => import("@/shared/ui/DateTimeField").then(({ DateTimeField: component }) => ({ default: component })));

export function Values({ plan, onChange }: Pick<StepProps, "plan" | "onChange">) {
  const t = useT();
  const declared = useDeclared(plan);
  if (declared.length === 0) return null;
  const put = (name: string, value: string) => onChange({ ...plan, values: { ...plan.values, [name]: value } });
  return (
    <div className={classes.fields}>
      <h3 className={classes.subtitle}>{t("campaigns.values")}</h3>
      {declared.map(({ name, kind, label }) =>
        kind === "deadline" ? (
          <Suspense key={name} fallback={<SkeletonRows rows={1} />}>
            <DateTimeField label={label || name} description={t("campaigns.values.deadline")} value={plan.values[name] ? new Date(plan.values[name]) : null} min={new Date()} onChange={(at) => put(name, at ? at.toISOString() : "")} />
          </Suspense>
        ) : (
          <TextInput key={name} label={label || name} description={kind === "stock" ? t("campaigns.values.stock") : undefined} inputMode={kind === "stock" || kind === "number" || kind === "money" ? "numeric" : undefined} value={plan.values[name] ?? ""} onChange={(event) => put(name, event.currentTarget.value)} />
        ),
      )}
    </div>
  );
}
