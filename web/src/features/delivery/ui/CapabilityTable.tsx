/** What a channel can and cannot carry. */
import { useFormat } from "@/shared/format";
import { useT, type Key } from "@/shared/i18n";
import { Facts } from "@/shared/ui/layout";
import { Status } from "@/shared/ui/Status";
import type { Capabilities } from "@/shared/api/types";

const FLAGS: [keyof Capabilities, Key][] = [
  ["starts_conversation", "capability.starts_conversation"],
  ["prepared", "capability.prepared"],
  ["sms", "capability.sms"],
  ["reply_to", "capability.reply_to"],
  ["edits", "capability.edits"],
  ["deletes", "capability.deletes"],
  ["reactions", "capability.reactions"],
  ["voice", "capability.voice"],
  ["location", "capability.location"],
  ["typing_in", "capability.typing_in"],
  ["receipt_delivered", "capability.receipt_delivered"],
  ["receipt_read", "capability.receipt_read"],
];

export function CapabilityTable({ capabilities }: { capabilities: Capabilities }) {
  const t = useT();
  const format = useFormat();
  const files = capabilities.attachment_size_bytes_max;
  return (
    <Facts
      items={[
        [t("capability.text"), t("capability.text.max", { max: format.number(capabilities.text_length_max) })],
        [t("capability.files"), files === 0 ? t("word.no") : t("capability.files.max", { size: format.size(files) })],
        ...(capabilities.reply_window_seconds > 0 ? [[t("capability.window"), format.duration(capabilities.reply_window_seconds)] as [string, string]] : []),
        ...FLAGS.map(([name, title]): [string, React.ReactNode] => [t(title), <Status key={name} tone={capabilities[name] ? "kept" : "quiet"}>{t(capabilities[name] ? "word.yes" : "word.no")}</Status>]),
      ]}
    />
  );
}
