/** How much is owed, for the mark on the rail, and whether the day's debts were looked at. */
export { useDebtCount } from "@/features/debts/api/count";
export { morning } from "@/features/debts/morning";
