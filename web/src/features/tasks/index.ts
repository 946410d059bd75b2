/** The panel beside a person and the dialog over a conversation, loaded when first opened; and how much is to be done. */
import { lazy } from "react";

export { dueChoices } from "@/features/tasks/due";
export { useTaskCounts } from "@/features/tasks/api/counts";
export const TaskDialog = lazy(() => import("@/features/tasks/ui/TaskDialog"));
export const TaskPanel = lazy(() => import("@/features/tasks/ui/TaskPanel"));
