/** The four states every screen has besides its content. */
import { Button, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { ApiError } from "@/shared/api/http";
import { useI18n, type I18n } from "@/shared/i18n";
import { Icon, type IconName } from "@/shared/ui/icons";
import classes from "@/shared/ui/states.module.css";

/** What happened and what to do, in the person's language; unknown codes say themselves. */
export function sayError(error: unknown, { t, byCode }: Pick<I18n, "t" | "byCode">): string {
  if (!(error instanceof ApiError)) return t("error.program");
  const params = Object.fromEntries(Object.entries(error.params).map(([name, value]) => [name, String(value)]));
  const said = byCode("error", error.code, params) ?? t("error.unknown", { code: error.code });
  const why = params.reason ? byCode("error", params.reason) : undefined;
  return why ? `${said} ${why}` : said;
}

export function codeOf(error: unknown): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? `desk.program · ${error.name}` : "desk.program";
  return error.requestId ? `${error.code} · ${error.requestId}` : error.code;
}

interface EmptyProps {
  icon: IconName;
  title: string;
  /** What this place is for. */
  text: string;
  action?: ReactNode;
}

export function Empty({ icon, title, text, action }: EmptyProps) {
  return (
    <div className={classes.state}>
      <span className={classes.mark}>
        <Icon name={icon} size={22} />
      </span>
      <p className={classes.title}>{title}</p>
      <p className={classes.text}>{text}</p>
      {action}
    </div>
  );
}

interface FailureProps {
  error: unknown;
  retry?: () => void;
  /** The way out where trying again may not help. */
  back?: ReactNode;
}

export function Failure({ error, retry, back }: FailureProps) {
  const i18n = useI18n();
  return (
    <div className={classes.state} role="alert">
      <span className={classes.mark} data-tone="broken">
        <Icon name="alert" size={22} />
      </span>
      <p className={classes.title}>{i18n.t("state.failed")}</p>
      <p className={classes.text}>{sayError(error, i18n)}</p>
      <p className={classes.code}>{codeOf(error)}</p>
      {retry && (
        <Button variant="default" size="sm" onClick={retry}>
          {i18n.t("action.retry")}
        </Button>
      )}
      {back}
    </div>
  );
}

/** A refused form: one line above its buttons. */
export function ErrorLine({ error }: { error: unknown }) {
  const i18n = useI18n();
  if (!error) return null;
  return (
    <p className={classes.line} role="alert" title={codeOf(error)}>
      <Icon name="alert" size={16} />
      {sayError(error, i18n)}
    </p>
  );
}

/** What is here stays; only the rest of it did not come. */
export function Interrupted({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useI18n();
  return (
    <div className={classes.interrupted}>
      <ErrorLine error={error} />
      <Button variant="default" size="compact-sm" onClick={retry}>
        {t("action.retry")}
      </Button>
    </div>
  );
}

/** Rows in the shape of the list to come. */
export function SkeletonRows({ rows = 8, height = 40, gap = 12 }: { rows?: number; height?: number; gap?: number }) {
  const { t } = useI18n();
  return (
    <div className={classes.rows} style={{ gap }} role="status" aria-label={t("state.loading")}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={height} radius="md" width={`${100 - (index % 3) * 6}%`} />
      ))}
    </div>
  );
}
