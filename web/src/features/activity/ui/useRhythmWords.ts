import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";

const DAY_SECONDS = 86_400;

interface RhythmWords {
  /** "once every 21 days" */
  every: (seconds: number) => string;
  /** "48 days ago" */
  ago: (seconds: number) => string;
  /** "×2.3 the usual interval" */
  times: (value: number) => string;
}

/** How often somebody buys and how long they paused, by days. */
export function useRhythmWords(): RhythmWords {
  const { t } = useI18n();
  const format = useFormat();
  return {
    every: (seconds) => {
      const count = Math.max(1, Math.round(seconds / DAY_SECONDS));
      return count === 1 ? t("rhythm.daily") : t("rhythm.every", { count });
    },
    ago: (seconds) => {
      const count = Math.floor(seconds / DAY_SECONDS);
      return count < 1 ? t("rhythm.today") : t("rhythm.ago", { count });
    },
    times: (value) => t("rhythm.times", { times: format.number(value) }),
  };
}
