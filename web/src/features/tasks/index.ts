/** The panel beside a person, loaded when a card is opened; and how much is to be done. */
import { lazy } from "react";

export { dueChoices } from "@/features/tasks/due";
export { useTaskCounts } from "@/features/tasks/api/counts";
export const TaskPanel = lazy(() => import("@/features/tasks/ui/TaskPanel"));
