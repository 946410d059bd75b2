/** Journeys in words: what a step does, what is wrong with it, why somebody was left out. */
import { useFactWords } from "@/features/activity";
import { sayCode } from "@/features/campaigns";
import { useChannels } from "@/features/delivery";
import type { Finding } from "@/features/journeys/api/journeys";
import type { Condition, Graph, Node, Test, Trigger, Way } from "@/features/journeys/graph";
import { useSegments } from "@/features/segments";
import { useFormat } from "@/shared/format";
import { useI18n, useT } from "@/shared/i18n";

const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** Short names of weekdays, Monday first. */
export function useWeekdays(): string[] {
  const { locale } = useI18n();
  const name = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => name.format(MONDAY + day * DAY_MS));
}

/** A way out of a step. */
export function useOutName(): (out: string) => string {
  const { t, byCode } = useI18n();
  return (out) => (out.startsWith("share_") ? t("journeys.out.share", { n: Number(out.slice("share_".length)) + 1 }) : (byCode("journeys.out", out) ?? out));
}

export function useFindingWords(): (finding: Finding) => string {
  const { byCode } = useI18n();
  const out = useOutName();
  return ({ code, param }) => byCode("journeys.finding", code, { param: code === "dead_end" || code === "target_unknown" ? out(param) : param }) ?? code;
}

/** Why a message did not go or did not arrive; what journeys have no words of their own for is said as in campaigns. */
export function useRefusalWords(): (code: string) => string {
  const i18n = useI18n();
  return (code) => i18n.byCode("journeys.refused", code) ?? sayCode(code, i18n);
}

/** How people come in. */
export function useTriggerWords(): (trigger: Trigger) => string {
  const t = useT();
  const events = useFactWords();
  const segment = useSegmentName();
  return (trigger) => {
    if (trigger.type === "event") return trigger.event && events(trigger.event);
    if (trigger.type === "segment") return segment(trigger.segment_id);
    if (trigger.type === "date") return trigger.attribute && t("journeys.says.date", { attribute: trigger.attribute, at: trigger.at });
    return "";
  };
}

function useSegmentName(): (id: string | null) => string {
  const segments = useSegments().data ?? [];
  return (id) => segments.find((one) => one.id === id)?.name ?? "";
}

/** What a step does, in a line. */
export function useNodeWords(graph: Graph): (node: Node) => string {
  const t = useT();
  const format = useFormat();
  const events = useFactWords();
  const weekdays = useWeekdays();
  const test = useTestWords(graph);
  const channels = useChannels().data ?? [];
  const by = ({ channel_id }: Way) => channels.find(({ id }) => id === channel_id)?.name ?? "…";
  return (node) => {
    switch (node.type) {
      case "send":
        return node.ways.map(by).join(t("journeys.says.or"));
      case "cascade":
        return node.steps.map(({ way }) => by(way)).join(" → ");
      case "wait_for":
        return format.duration(node.seconds);
      case "wait_until":
        return [t("journeys.says.until", { at: node.at }), node.weekdays.map((day) => weekdays[day]).join(", ")].filter(Boolean).join(" · ");
      case "wait_event":
        return t("journeys.says.event", { event: node.event ? events(node.event) : "…", time: format.duration(node.seconds) });
      case "branch":
        return test(node.test);
      case "split":
        return node.shares.map(({ weight }) => String(weight)).join(" : ");
      default:
        return "";
    }
  };
}

function useTestWords(graph: Graph): (test: Test) => string {
  const { t, byCode } = useI18n();
  const segment = useSegmentName();
  const condition = ({ name, comparison, value }: Condition) => [name || "…", t(`journeys.comparison.${comparison}`), comparison === "known" || comparison === "unknown" ? "" : String(value)].filter(Boolean).join(" ");
  return (test) => {
    if (test.type === "segment") return t("journeys.says.segment", { segment: segment(test.segment_id) || "…" });
    if (test.type === "attribute") return condition({ ...test.condition, name: byCode("attribute", test.condition.name) ?? test.condition.name });
    if (test.type === "property") return condition(test.condition);
    const sender = graph.nodes.find(({ id }) => id === test.node_id);
    return `${sender ? sender.title || t(`journeys.node.${sender.type}`) : "…"}: ${t(`journeys.deed.${test.deed}`)}`;
  };
}
