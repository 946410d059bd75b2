/** Why one person is in or out: each condition's own answer with what was found. */
import { useEffect, useRef } from "react";
import { PersonPicker } from "@/features/contacts";
import { useRfmSettings, useRhythmWords } from "@/features/activity";
import type { SegmentExplanation } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { sum } from "@/shared/format/money";
import { useI18n, useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { SkeletonRows } from "@/shared/ui/states";
import { useDebounced } from "@/shared/ui/useDebounced";
import { useSegmentWhy } from "@/features/segments/api/segments";
import { isGroup, whole, type Rule } from "@/features/segments/rule";
import { RuleError } from "@/features/segments/ui/RuleError";
import classes from "@/features/segments/ui/RuleEditor.module.css";
import { useRuleWords } from "@/features/segments/words";

const TYPED_MS = 250;

type Node = SegmentExplanation["nodes"][number];

interface Props {
  rule: Rule;
  contactId: string | null;
  onChoose: (contactId: string | null) => void;
}

export function Explain({ rule, contactId, onChoose }: Props) {
  const t = useT();
  const asked = useDebounced(rule, TYPED_MS);
  const ready = whole(asked);
  const query = useSegmentWhy(ready ? asked : null, contactId);
  const panel = useRef<HTMLElement>(null);
  const told = query.data?.contact_id;
  useEffect(() => {
    if (told) panel.current?.scrollIntoView({ block: "nearest" });
  }, [told]);
  const name = query.data ? query.data.name || t("contact.nameless") : "…";
  return (
    <section ref={panel} className={classes.panel} aria-label={t("segments.why")}>
      <h2 className={classes.title}>{t("segments.why")}</h2>
      <PersonPicker label={t("segments.why.person")} labelled placeholder={t("segments.why.choose")} value={contactId} name={name} onChange={onChoose} />
      {contactId && ready && query.isPending && <SkeletonRows rows={3} height={20} />}
      <RuleError error={query.error} rule={asked} />
      {contactId && query.data && <Verdict rule={asked} told={query.data} name={name} />}
    </section>
  );
}

function Verdict({ rule, told, name }: { rule: Rule; told: SegmentExplanation; name: string }) {
  const t = useT();
  return (
    <div role="status">
      <p className={classes.verdict}>{t(told.inside ? "segments.why.in" : "segments.why.out", { name })}</p>
      <ul className={classes.why}>
        {linesOf(rule, told.nodes).map((node) => (
          <Answer key={node.path || "whole"} node={node} rule={rule} part={partAt(rule, node.path)} />
        ))}
      </ul>
    </div>
  );
}

function Answer({ node, rule, part }: { node: Node; rule: Rule; part: Rule | null }) {
  const t = useT();
  const words = useRuleWords();
  const found = useFoundWords();
  if (!part || node.path === "") return null;
  return (
    <li style={{ marginInlineStart: levelOf(rule, node.path) * 14 }}>
      <Icon name={node.holds ? "check" : "close"} size={16} />
      <span>
        <span className="unseen">{t(node.holds ? "segments.why.holds" : "segments.why.fails")}</span>
        {words(part)}
        {node.found_kind !== "" && <small className={classes.found}>{found(node)}</small>}
      </span>
    </li>
  );
}

function useFoundWords(): (node: Node) => string {
  const { t, byCode, locale } = useI18n();
  const format = useFormat();
  const currency = useRfmSettings().data?.currency ?? "RUB";
  const rhythm = useRhythmWords();
  return ({ found_kind: kind, found }) => {
    if (kind === "rhythm") {
      if (found === "") return t("rhythm.unknown");
      const [every = 0, ago = 0] = found.split("/").map(Number);
      return t("segments.found.rhythm", { every: rhythm.every(every), ago: rhythm.ago(ago), times: rhythm.times(ago / every) });
    }
    if (found === "") return t("segments.found.nothing");
    if (kind === "moment") return t("segments.found", { what: format.exact(found) });
    if (kind === "money") return t("segments.found", { what: sum(Number(found), currency, locale) });
    return t("segments.found", { what: kind === "group" ? (byCode("rfm.group", found) ?? found) : found });
  };
}

/** What stands in a "not" is told by the line of the "not", with what was found. */
function linesOf(rule: Rule, nodes: readonly Node[]): Node[] {
  const isTurned = (path: string) => partAt(rule, path)?.type === "not";
  return nodes
    .filter(({ path }) => path === "" || !isTurned(above(path)))
    .map((node) => {
      const inner = isTurned(node.path) ? nodes.find(({ path }) => path === `${node.path}.0`) : undefined;
      return inner ? { ...node, found_kind: inner.found_kind, found: inner.found } : node;
    });
}

function levelOf(rule: Rule, path: string): number {
  const steps = path.split(".");
  return steps.filter((_, at) => at > 0 && partAt(rule, steps.slice(0, at).join("."))?.type !== "not").length;
}

function above(path: string): string {
  return path.split(".").slice(0, -1).join(".");
}

/** `0.1`: the second part of the first. */
function partAt(rule: Rule, path: string): Rule | null {
  let part: Rule | undefined = rule;
  for (const step of path === "" ? [] : path.split(".")) {
    if (part?.type === "not") part = part.of;
    else part = part && isGroup(part) ? part.of[Number(step)] : undefined;
  }
  return part ?? null;
}
