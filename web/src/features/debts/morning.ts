/** Whether a person has looked at the day's debts yet: what leads them there does so once a day. */
import { recall, remember } from "@/shared/memory";

const nameOf = (operatorId: string) => `morning.${operatorId}`;

export const morning = {
  isSeen: (operatorId: string, now: Date) => recall(nameOf(operatorId), "") === now.toDateString(),
  see: (operatorId: string, now: Date) => remember(nameOf(operatorId), now.toDateString()),
};
