/** The message as the channel handed it over, for whoever must see why it landed as it did. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { ErrorLine, SkeletonRows } from "@/shared/ui/states";
import { useRaw } from "@/features/conversations/api/trail";
import classes from "@/features/conversations/ui/Trail.module.css";

export function RawMessage({ messageId }: { messageId: string }) {
  const t = useT();
  const [shown, setShown] = useState(false);
  return (
    <>
      <Button variant="default" size="xs" aria-expanded={shown} onClick={() => setShown(!shown)}>
        {shown ? t("trail.raw.hide") : t("trail.raw")}
      </Button>
      {shown && <Contents messageId={messageId} />}
    </>
  );
}

function Contents({ messageId }: { messageId: string }) {
  const t = useT();
  const format = useFormat();
  const raw = useRaw(messageId);
  if (raw.isPending) return <SkeletonRows rows={4} height={16} />;
  if (raw.isError) return <ErrorLine error={raw.error} />;
  const headers = Object.entries(raw.data.headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <div className={classes.raw}>
      <time dateTime={raw.data.received_at}>{format.exact(raw.data.received_at)}</time>
      {/* A long line scrolls inside; the keyboard reaches it too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0}>{[...headers, ...(headers.length > 0 ? [""] : []), readable(raw.data.text)].join("\n")}</pre>
      {raw.data.truncated && <p className={classes.detail}>{t("trail.raw.truncated")}</p>}
    </div>
  );
}

/** JSON in lines; anything else as it is. */
function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
