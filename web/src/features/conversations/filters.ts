/** The address's words for a list, and back. Pure. */
import type { ViewFilter } from "@/shared/api/types";
import type { DeskSearch } from "@/shared/search";
import type { ListFilter, SearchFilter } from "@/features/conversations/api/keys";

export function filterOf({ view = "open", channel, team, assignee, label, priority }: DeskSearch): ListFilter {
  return {
    view,
    ...(channel && { channel_id: channel }),
    ...(team && { team_id: team }),
    ...(assignee && { assignee_id: assignee }),
    ...(label && { label_id: label }),
    ...(priority && { priority }),
  };
}

/** A saved view opened: everything of the list is said anew. */
export function searchOf(filter: Partial<ViewFilter>): DeskSearch {
  const { view, channel_id: channel, team_id: team, assignee_id: assignee, label_id: label, priority } = filter;
  return { view: view ?? "open", channel: channel ?? undefined, team: team ?? undefined, assignee: assignee ?? undefined, label: label ?? undefined, priority: priority ?? undefined };
}

export function searchFilterOf({ channel, team, assignee, label, direction, files, from, to }: DeskSearch): SearchFilter {
  return {
    ...(channel && { channel_id: channel }),
    ...(team && { team_id: team }),
    ...(assignee && { operator_id: assignee }),
    ...(label && { label_id: label }),
    ...(direction && { direction }),
    ...(files && { has_files: true }),
    ...(from && { since: from }),
    ...(to && { until: to }),
  };
}

const NARROWING = ["channel", "team", "assignee", "label", "priority", "direction", "files", "from", "to"] as const;

/** How many conditions there are beside the view. */
export function narrowing(search: DeskSearch): number {
  return NARROWING.filter((name) => search[name]).length;
}

export const UNNARROWED: DeskSearch = Object.fromEntries(NARROWING.map((name) => [name, undefined]));
