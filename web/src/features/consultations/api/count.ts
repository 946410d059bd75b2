import { useQuery } from "@tanstack/react-query";
import { http } from "@/shared/api/http";

/** Open questions to me and my teams. */
export function useAskedCount(): number {
  return useQuery({ queryKey: ["consultations", "counts"], queryFn: ({ signal }) => http.get<{ open: number }>("/consultations/counts", undefined, signal) }).data?.open ?? 0;
}
