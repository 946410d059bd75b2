/** Forgotten passwords: ask for a link, use it. */
import { useMutation } from "@tanstack/react-query";
import { http } from "@/shared/api/http";

export function useAskReset() {
  return useMutation({ mutationFn: (email: string) => http.post("/password-resets", { email }) });
}

export function useReset(token: string) {
  return useMutation({ mutationFn: (password: string) => http.put(`/password-resets/${encodeURIComponent(token)}`, { password }) });
}
