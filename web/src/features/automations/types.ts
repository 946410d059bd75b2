/** What macros and automations are made of, in the desk's own words; the wire's names of kinds tell them apart. */
import type { components } from "@/shared/api/generated.gen";
import type { Priority } from "@/shared/api/types";

type Schemas = components["schemas"];
type Without<Shape, Fields extends string> = Omit<Shape, Fields>;

interface Asked {
  negated: boolean;
}
export type Condition =
  | (Asked & { kind: "channel"; channel_ids: string[] })
  | (Asked & { kind: "team"; team_ids: string[] })
  | (Asked & { kind: "assignee"; operator_ids: string[] })
  | (Asked & { kind: "hours" })
  | (Asked & { kind: "words"; words: string[] })
  | (Asked & { kind: "language"; languages: string[] })
  | (Asked & { kind: "attribute"; name: string; value: string })
  | (Asked & { kind: "first_message" })
  | (Asked & { kind: "label"; label_ids: string[] })
  | (Asked & { kind: "priority"; priorities: Priority[] })
  | (Asked & { kind: "rating"; at_most: number });

export type Action =
  | { kind: "snippet"; snippet_id: string }
  | { kind: "reply"; text: string }
  | { kind: "note"; text: string }
  | { kind: "assign"; operator_id: string | null; team_id: string | null }
  | { kind: "transfer"; operator_id: string | null; team_id: string | null; note: string }
  | { kind: "task"; text: string; due_hours: number; operator_id: string | null; team_id: string | null }
  | { kind: "add_label"; label_id: string }
  | { kind: "remove_label"; label_id: string }
  | { kind: "priority"; priority: Priority }
  | { kind: "snooze"; hours: number }
  | { kind: "take" }
  | { kind: "close" }
  | { kind: "reopen" }
  | { kind: "notify"; operator_ids: string[]; team_ids: string[]; assignee: boolean }
  | { kind: "webhook"; url: string };

export type ConditionKind = Condition["kind"];
export type ActionKind = Action["kind"];
export type TriggerName = Schemas["TriggerName"];
export type Check = Schemas["Check"];

export type Outcome = Without<Schemas["Outcome"], "params"> & { params: Record<string, string | number | boolean | null> };
export interface Macro extends Without<Schemas["Macro"], "actions"> {
  actions: Action[];
}
export type MacroForm = Pick<Macro, "name" | "team_id" | "actions"> & { id?: string };

export interface AutomationForm {
  id?: string;
  name: string;
  enabled: boolean;
  trigger: TriggerName;
  after_minutes: number | null;
  match: "all" | "any";
  conditions: Condition[];
  actions: Action[];
  stops: boolean;
}
export interface Automation extends AutomationForm {
  id: string;
  position: number;
  fired_count: number;
  last_fired_at: string | null;
}

export type Reference = Schemas["ConversationRef"];
export interface Run extends Without<Schemas["Run"], "checks" | "outcomes"> {
  checks: Check[];
  outcomes: Outcome[];
}
export interface Trial {
  looked_at: number;
  matched: { conversation: Reference; at: string; checks: Check[] }[];
}
