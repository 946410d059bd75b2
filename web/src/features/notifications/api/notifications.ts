/** What I was told personally. */
import { queryOptions, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Notification } from "@/shared/api/types";

const PAGE = 30;

export const notificationsKey = ["notifications"] as const;

const unreadQuery = queryOptions({
  queryKey: [...notificationsKey, "unread"],
  queryFn: ({ signal }) => http.get<{ count: number }>("/me/notifications/unread", undefined, signal),
});

export function useUnread(): number {
  return useQuery(unreadQuery).data?.count ?? 0;
}

export function useNotifications() {
  return useInfiniteQuery({
    queryKey: [...notificationsKey, "list"],
    queryFn: ({ pageParam, signal }) => http.get<Page<Notification>>("/me/notifications", { cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

/** One, or all when no id is given. */
export function useReadNotification() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id?: string) => http.put(id ? `/me/notifications/${id}/reading` : "/me/notifications/reading"),
    onSettled: () => client.invalidateQueries({ queryKey: notificationsKey }),
  });
}
