/** Tasks: of a person, in a conversation, by somebody. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Task, TaskChanges, TaskDraft, TaskOutcomes, TasksChange } from "@/shared/api/types";

export type TaskView = "open" | "overdue" | "snoozed" | "done";
export type Whose = "mine" | "team" | "all";

/** How many one change may take. */
export const CHANGED_AT_ONCE = 200;

/** Whom a task is about; with a conversation it is written down there. */
export interface About {
  contactId: string;
  conversationId?: string | undefined;
}

export function useTasks(view: TaskView, whose: Whose) {
  return useInfiniteQuery({
    queryKey: ["tasks", "list", view, whose],
    queryFn: ({ pageParam, signal }) => http.get<Page<Task>>("/tasks", { view, whose, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

/** Of the person and of all their conversations. */
export function useTasksAbout({ contactId }: About) {
  return useQuery({ queryKey: ["tasks", "about", contactId], queryFn: ({ signal }) => http.get<Task[]>(`/contacts/${contactId}/tasks`, undefined, signal) });
}

function useChanged() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["tasks"] });
}

export function useAddTask({ contactId, conversationId }: About) {
  const onSuccess = useChanged();
  const place = conversationId ? `/conversations/${conversationId}/tasks` : `/contacts/${contactId}/tasks`;
  return useMutation({ mutationFn: (draft: TaskDraft) => http.post<Task>(place, draft), onSuccess });
}

export function useChangeTask(id: string) {
  const onSuccess = useChanged();
  return useMutation({ mutationFn: (changes: TaskChanges) => http.put<Task>(`/tasks/${id}`, changes), onSuccess });
}

/** One change for one task or for many; each succeeds or fails by itself. */
export function useChangeTasks() {
  const onSuccess = useChanged();
  return useMutation({ mutationFn: (change: TasksChange) => http.post<TaskOutcomes>("/tasks/changes", change), onSuccess });
}
