/** News for me: the bell counts anew, and the desk makes a sound where I chose so. */
import type { QueryClient } from "@tanstack/react-query";
import type { LiveEvent } from "@/shared/live/frames";
import { notificationsKey } from "@/features/notifications/api/notifications";

export function applyToNotifications(client: QueryClient, event: LiveEvent, myId: string): void {
  if (event.kind !== "notification.changed" || event.data.operator_id !== myId) return;
  void client.invalidateQueries({ queryKey: notificationsKey });
  if (event.data.news) void import("@/features/notifications/sound").then(({ ring }) => ring(client));
}
