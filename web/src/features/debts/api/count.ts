import { useQuery } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { DebtCount } from "@/shared/api/types";
import { useMay } from "@/features/workspaces";

const REFRESH_EVERY_MS = 60_000;

/** My own and what nobody has taken; what becomes overdue by the clock alone is told by nobody. Undefined: not known yet. */
export function useDebtCount(): DebtCount | undefined {
  const enabled = useMay("debts.read");
  return useQuery({ queryKey: ["debts", "counts"], queryFn: ({ signal }) => http.get<DebtCount>("/debts/counts", undefined, signal), refetchInterval: REFRESH_EVERY_MS, enabled }).data;
}
