/** A value to carry elsewhere: shown whole, copied by one press. */
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import classes from "@/shared/ui/CopyField.module.css";

const SAID_MS = 2_000;

export function CopyField({ label, value }: { label: string; value: string }) {
  const t = useT();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), SAID_MS);
  };
  return (
    <div className={classes.field}>
      <span className={classes.label}>{label}</span>
      <div className={classes.box}>
        <code>{value}</code>
        {/* Outside https a page has no clipboard; one press selects the whole value. */}
        {window.isSecureContext && <IconButton icon={copied ? "check" : "copy"} label={copied ? t("action.copied") : t("action.copy")} onClick={() => void copy()} />}
      </div>
      <span className="unseen" aria-live="polite">
        {copied ? t("action.copied") : ""}
      </span>
    </div>
  );
}
