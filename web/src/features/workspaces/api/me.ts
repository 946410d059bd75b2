/** What a person changes about themselves. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Me, Presence, Self, TotpSecret } from "@/shared/api/types";
import { sessionQuery } from "@/features/workspaces/api/session";

interface Profile {
  name?: string;
  locale?: Self["locale"];
  opens_with?: Self["opens_with"];
  presence?: Presence;
  break_minutes?: number | null;
}

function useRefreshMe() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: sessionQuery.queryKey });
}

export function useChangeProfile() {
  const client = useQueryClient();
  const refresh = useRefreshMe();
  return useMutation({
    mutationFn: (profile: Profile) => http.patch("/me", profile),
    onMutate: (profile) =>
      client.setQueryData(sessionQuery.queryKey, (me: Me | null | undefined) => me && { ...me, operator: { ...me.operator, ...profile } }),
    onSettled: refresh,
  });
}

export function useChangePassword() {
  return useMutation({ mutationFn: (passwords: { current: string; new: string }) => http.put("/me/password", passwords) });
}

export function useChangePhoto() {
  return useMutation({
    mutationFn: (photo: File | null) => {
      if (!photo) return http.delete("/me/photo");
      const form = new FormData();
      form.append("file", photo);
      return http.put("/me/photo", form);
    },
    onSettled: useRefreshMe(),
  });
}

export function useTotp() {
  const refresh = useRefreshMe();
  const begin = useMutation({ mutationFn: () => http.post<TotpSecret>("/me/totp") });
  const confirm = useMutation({ mutationFn: (code: string) => http.put("/me/totp", { code }), onSuccess: () => refresh().then(begin.reset) });
  const stop = useMutation({ mutationFn: (password: string) => http.delete("/me/totp", { password }), onSuccess: refresh });
  return { begin, confirm, stop };
}
