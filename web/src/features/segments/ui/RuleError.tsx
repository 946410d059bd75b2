/** What a rule was refused for: a condition says it in its own place, here it is only led to. */
import { faultOf } from "@/features/segments/fault";
import type { Rule } from "@/features/segments/rule";
import classes from "@/features/segments/ui/RuleEditor.module.css";
import { useT } from "@/shared/i18n";
import { ErrorLine } from "@/shared/ui/states";

export function RuleError({ error, rule }: { error: unknown; rule: Rule | null }) {
  const t = useT();
  return faultOf(error, rule) ? <p className={classes.hint}>{t("segments.faulty")}</p> : <ErrorLine error={error} />;
}
