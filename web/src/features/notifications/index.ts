export { Bell } from "@/features/notifications/ui/Bell";
export { applyToNotifications } from "@/features/notifications/live";
