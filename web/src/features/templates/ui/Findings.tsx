/** What the checks say, the gravest first; said again politely whenever it changes. */
import classes from "@/features/templates/ui/Templates.module.css";
import type { TemplateFinding, TemplatePreview } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { money } from "@/shared/format/money";
import { useI18n, type Key } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";

interface Props {
  findings: TemplateFinding[];
  cost: TemplatePreview["cost"];
  bytes: number;
}


export function Findings({ findings, cost, bytes }: Props) {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const format = useFormat();
  const price = !cost || cost.micros === null ? null : money(cost.micros, cost.currency, locale);
  return (
    <section className={classes.findings} aria-label={t("templates.checks")} aria-live="polite">
      <h2 className={classes.sectionTitle}>{t("templates.checks")}</h2>
      {findings.length === 0 && (
        <p className={classes.fine}>
          <Icon name="check" size={16} /> {t("templates.checks.fine")}
        </p>
      )}
      <ul className={classes.list}>
        {findings.map((one, index) => (
          <li key={`${one.code}${index}`} className={classes.finding} data-severity={one.severity}>
            <Icon name={one.severity === "hint" ? "help" : "alert"} size={16} />
            <span>
              <span className="unseen">{t(`templates.severity.${one.severity}`)}: </span>
              {say(one, i18n)}
            </span>
          </li>
        ))}
      </ul>
      {price && <p className={classes.about}>{t("templates.price", { price })}</p>}
      {bytes > 0 && <p className={classes.about}>{t("templates.size", { size: format.size(bytes) })}</p>}
    </section>
  );
}

/** Of a name that is not known: where it stands and what was likely meant. */
function say({ code, part, params }: TemplateFinding, { t, byCode }: ReturnType<typeof useI18n>): string {
  const words = byCode("check", code, params) ?? code;
  const where = "line" in params ? ` ${t("templates.place", { part: t(partKey(part)), line: String(params.line), column: String(params.column) })}` : "";
  const meant = params.suggestion ? ` ${t("templates.meant", { name: params.suggestion })}` : "";
  return words + meant + where;
}

const PARTS: Partial<Record<string, Key>> = { subject: "templates.subject", preheader: "templates.preheader", html: "templates.part.html", text: "templates.text", title: "templates.title", url: "templates.url" };

function partKey(part: string): Key {
  return PARTS[part] ?? "templates.part.html";
}
