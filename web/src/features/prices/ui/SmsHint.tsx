/** How a draft goes as SMS: segments, price, and the characters that make it dear, each a way to where it stands. */
import type { RefObject } from "react";
import { useI18n } from "@/shared/i18n";
import { useDebounced } from "@/shared/ui/useDebounced";
import type { SmsCount } from "@/shared/api/types";
import { useEstimate } from "@/features/prices/api/prices";
import { inOtherLetters, nextPlace } from "@/features/prices/costly";
import { money } from "@/features/prices/money";
import classes from "@/features/prices/ui/SmsHint.module.css";

const PAUSE_MS = 300;
const SHOWN_MAX = 8;

interface Props {
  channelId: string;
  address: string;
  text: string;
  boxRef: RefObject<HTMLTextAreaElement | null>;
  onReplace: (text: string) => void;
}

export default function SmsHint({ channelId, address, text, boxRef, onReplace }: Props) {
  const { t, locale } = useI18n();
  const settled = useDebounced(text, PAUSE_MS);
  const { data } = useEstimate(channelId, { text: settled, address });
  if (!data?.sms || !text.trim()) return null;
  const { counted, plain, latin } = data.sms;
  const parts = [
    t("sms.segments", { count: counted.segments }),
    ...(data.cost_micros === null ? [] : [money(data.cost_micros, data.currency, locale)]),
    t("sms.left", { left: counted.units_left }),
  ];
  return (
    <div className={classes.hint} aria-label={t("sms.about")} role="group">
      <p role="status">
        <b>{parts[0]}</b> · {parts.slice(1).join(" · ")}
      </p>
      <Costly counted={counted} text={text} boxRef={boxRef} />
      {plain && <Offer label={t("sms.plain", { count: plain.segments })} onPick={() => onReplace(plain.text)} />}
      {latin && <Offer label={t("sms.latin", { count: latin.segments })} onPick={() => onReplace(latin.text)} />}
    </div>
  );
}

function Costly({ counted, text, boxRef }: { counted: SmsCount; text: string; boxRef: Props["boxRef"] }) {
  const { t } = useI18n();
  if (counted.costly.length === 0) return null;
  if (inOtherLetters(counted.costly)) return <p>{t("sms.letters")}</p>;
  const show = (char: string) => {
    const box = boxRef.current;
    const place = nextPlace(text, char, box?.selectionEnd ?? 0);
    if (!box || !place) return;
    box.focus();
    box.setSelectionRange(...place);
  };
  return (
    <p>
      {t("sms.costly", { count: counted.costly.length })}{" "}
      {counted.costly.slice(0, SHOWN_MAX).map((char) => (
        <button key={char} type="button" className={classes.char} title={t("sms.show", { char })} aria-label={t("sms.show", { char })} onClick={() => show(char)}>
          {char.trim() || t("sms.space")}
        </button>
      ))}
    </p>
  );
}

function Offer({ label, onPick }: { label: string; onPick: () => void }) {
  return (
    <button type="button" className={classes.offer} onClick={onPick}>
      {label}
    </button>
  );
}
