/** A node in words: its title, or what it does. */
import type { Node } from "@/features/journeys/graph";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";

export function useNodeWords(): (node: Node) => string {
  const t = useT();
  const format = useFormat();
  return (node) => {
    switch (node.type) {
      case "send":
        return t("journeys.says.send", { n: node.ways.length });
      case "cascade":
        return t("journeys.says.cascade", { n: node.steps.length });
      case "wait_for":
        return format.duration(node.seconds);
      case "wait_until":
        return t("journeys.says.until", { at: node.at });
      case "wait_event":
        return t("journeys.says.event", { event: node.event || "…", time: format.duration(node.seconds) });
      case "split":
        return node.shares.map(({ weight }) => String(weight)).join(" : ");
      default:
        return "";
    }
  };
}
