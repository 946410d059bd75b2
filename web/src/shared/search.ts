/** What the address keeps of a screen's state. Whatever else stands there is dropped. */
import { useParams, useSearch } from "@tanstack/react-router";
import type { Priority, View } from "@/shared/api/types";

const VIEW_NAMES: readonly string[] = ["mine", "unassigned", "waiting", "open", "snoozed", "closed", "all"];
const PRIORITIES: readonly string[] = ["low", "normal", "high", "urgent"];
const DIRECTIONS: readonly string[] = ["in", "out", "none"];

export interface DeskSearch {
  view?: View | undefined;
  channel?: string | undefined;
  team?: string | undefined;
  assignee?: string | undefined;
  label?: string | undefined;
  priority?: Priority | undefined;
  direction?: "in" | "out" | "none" | undefined;
  files?: boolean | undefined;
  q?: string | undefined;
  /** The message of an open conversation that a link leads to. */
  message?: string | undefined;
  next?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  operator?: string | undefined;
  kind?: "first" | "any" | undefined;
  /** Of the speed screen: working time, the target in seconds, and which part of a figure is opened. */
  clock?: string | undefined;
  target?: string | undefined;
  step?: string | undefined;
  hours?: string | undefined;
  hour?: string | undefined;
  band?: string | undefined;
  /** Of a list or a page of settings: its order, and which part of the page is open. */
  sort?: string | undefined;
  part?: string | undefined;
  /** Of the leader board: `2026-11`. */
  month?: string | undefined;
  /** Of a segment: about whom it is asked why. */
  why?: string | undefined;
}

export interface DeskParams {
  conversationId?: string;
  contactId?: string;
  channelId?: string;
  campaignId?: string;
  postId?: string;
  journeyId?: string;
  templateId?: string;
  segmentId?: string;
  kind?: string;
  token?: string;
}

const TEXTS = ["channel", "assignee", "label", "q", "message", "next", "from", "to", "operator", "team", "clock", "target", "step", "hours", "hour", "band", "sort", "part", "month", "why"] as const;

export function readSearch(given: Record<string, unknown>): DeskSearch {
  const search: DeskSearch = {};
  for (const name of TEXTS) {
    const value = given[name];
    if (typeof value === "string" && value !== "") search[name] = value;
    if (typeof value === "number") search[name] = String(value);
  }
  if (VIEW_NAMES.includes(String(given.view))) search.view = given.view as View;
  if (PRIORITIES.includes(String(given.priority))) search.priority = given.priority as Priority;
  if (DIRECTIONS.includes(String(given.direction))) search.direction = given.direction as "in" | "out" | "none";
  if (given.files === true || given.files === "true") search.files = true;
  if (given.kind === "first" || given.kind === "any") search.kind = given.kind;
  return search;
}

/** The same list beside another conversation; a message belongs to the one it was said in. */
export function besideConversation(message?: string) {
  return (old: DeskSearch): DeskSearch => ({ ...old, message });
}

/** The router's own types run in a circle here (the router holds the screens that ask it), so they are said once. */
export function useDeskSearch(): DeskSearch {
  return useSearch({ strict: false });
}

export function useDeskParams(): DeskParams {
  return useParams({ strict: false });
}
