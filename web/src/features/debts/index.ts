/** How much is owed, for the mark on the rail. */
export { useDebtCount } from "@/features/debts/api/count";
