import { useQuery } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { TaskCounts } from "@/shared/api/types";

const REFRESH_EVERY_MS = 60_000;

/** What becomes overdue by the clock alone is told by nobody. */
export function useTaskCounts() {
  return useQuery({ queryKey: ["tasks", "counts"], queryFn: ({ signal }) => http.get<TaskCounts>("/tasks/counts", undefined, signal), refetchInterval: REFRESH_EVERY_MS });
}
