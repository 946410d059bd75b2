/** Every trigger, condition and action the builder offers, with what a new one begins as. A new one is a line here, its
 *  words in the catalogues, and its fields in ui/ConditionFields or ui/ActionFields. */
import type { Action, ActionKind, AutomationForm, Condition, ConditionKind, TriggerName } from "@/features/automations/types";

export const TRIGGERS: readonly TriggerName[] = [
  "message_received",
  "conversation_opened",
  "conversation_reopened",
  "no_answer",
  "message_sent",
  "conversation_assigned",
  "conversation_closed",
  "conversation_labelled",
  "snooze_ended",
  "promise_at_risk",
  "promise_broken",
  "target_at_risk",
  "target_broken",
  "rating_received",
];

export const CONDITIONS: { [Kind in ConditionKind]: Extract<Condition, { kind: Kind }> } = {
  words: { kind: "words", negated: false, words: [] },
  channel: { kind: "channel", negated: false, channel_ids: [] },
  hours: { kind: "hours", negated: false },
  first_message: { kind: "first_message", negated: false },
  assignee: { kind: "assignee", negated: false, operator_ids: [] },
  team: { kind: "team", negated: false, team_ids: [] },
  language: { kind: "language", negated: false, languages: [] },
  attribute: { kind: "attribute", negated: false, name: "", value: "" },
  label: { kind: "label", negated: false, label_ids: [] },
  priority: { kind: "priority", negated: false, priorities: ["urgent"] },
  rating: { kind: "rating", negated: false, at_most: 2 },
};

export const ACTIONS: { [Kind in ActionKind]: Extract<Action, { kind: Kind }> } = {
  snippet: { kind: "snippet", snippet_id: "" },
  reply: { kind: "reply", text: "" },
  note: { kind: "note", text: "" },
  take: { kind: "take" },
  assign: { kind: "assign", operator_id: null, team_id: null },
  transfer: { kind: "transfer", operator_id: null, team_id: null, note: "" },
  task: { kind: "task", text: "", due_hours: 24, operator_id: null, team_id: null },
  add_label: { kind: "add_label", label_id: "" },
  remove_label: { kind: "remove_label", label_id: "" },
  priority: { kind: "priority", priority: "high" },
  snooze: { kind: "snooze", hours: 3 },
  close: { kind: "close" },
  reopen: { kind: "reopen" },
  notify: { kind: "notify", operator_ids: [], team_ids: [], assignee: true },
  webhook: { kind: "webhook", url: "" },
};

const PERSON_ONLY: readonly ActionKind[] = ["take"];
const PROGRAM_ONLY: readonly ActionKind[] = ["notify", "webhook"];
const ALL_ACTIONS = Object.keys(ACTIONS) as ActionKind[];

export const CONDITION_KINDS = Object.keys(CONDITIONS) as ConditionKind[];
export const MACRO_ACTIONS = ALL_ACTIONS.filter((kind) => !PROGRAM_ONLY.includes(kind));
export const AUTOMATION_ACTIONS = ALL_ACTIONS.filter((kind) => !PERSON_ONLY.includes(kind));

export const CONDITIONS_MAX = 20;
export const ACTIONS_MAX = 10;

export const NEW_AUTOMATION: AutomationForm = { name: "", enabled: false, trigger: "message_received", after_minutes: null, match: "all", conditions: [], actions: [ACTIONS.note], stops: false };

/** Whether every blank is filled in; the server checks the rest. */
export function isWhole(action: Action): boolean {
  if (action.kind === "snippet") return action.snippet_id !== "";
  if (action.kind === "add_label" || action.kind === "remove_label") return action.label_id !== "";
  if (action.kind === "transfer") return action.operator_id !== null || action.team_id !== null;
  if (action.kind === "reply" || action.kind === "note" || action.kind === "task") return action.text.trim() !== "";
  if (action.kind === "notify") return action.assignee || action.operator_ids.length + action.team_ids.length > 0;
  return action.kind !== "webhook" || /^https?:\/\/[^\s/]+/.test(action.url);
}

export function isAsked(condition: Condition): boolean {
  if (condition.kind === "words") return condition.words.length > 0;
  if (condition.kind === "channel") return condition.channel_ids.length > 0;
  if (condition.kind === "label") return condition.label_ids.length > 0;
  if (condition.kind === "priority") return condition.priorities.length > 0;
  if (condition.kind === "language") return condition.languages.length > 0;
  return condition.kind !== "attribute" || condition.name.trim() !== "";
}

export function mayRun(form: Pick<AutomationForm, "conditions" | "actions" | "trigger" | "after_minutes">): boolean {
  const timed = form.trigger !== "no_answer" || (form.after_minutes ?? 0) > 0;
  return timed && form.actions.length > 0 && form.actions.every(isWhole) && form.conditions.every(isAsked);
}

/** The list with one moved a place up or down. */
export function moved<Item>(items: readonly Item[], from: number, step: -1 | 1): Item[] {
  const to = from + step;
  if (to < 0 || to >= items.length) return [...items];
  const next = [...items];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}
