import { useFormat } from "@/shared/format";
import { useNow } from "@/shared/format/useNow";

/** Relative up to a day, then the date; exact on hover. */
export function TimeAgo({ at }: { at: string }) {
  const format = useFormat();
  const now = useNow();
  return (
    <time dateTime={at} title={format.exact(at)}>
      {format.ago(at, now)}
    </time>
  );
}
