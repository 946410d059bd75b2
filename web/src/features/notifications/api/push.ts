/** How I want to be told, and the devices that ring. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { PushChoice, PushState } from "@/shared/api/types";
import { deviceLabel, subscribeHere, unsubscribeHere } from "@/features/notifications/device";

export const pushQuery = queryOptions({
  queryKey: ["notifications", "push"],
  queryFn: ({ signal }) => http.get<PushState>("/me/push", undefined, signal),
});

export function usePush() {
  return useQuery(pushQuery);
}

function useRefreshing() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: pushQuery.queryKey });
}

export function useChoose() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (choice: PushChoice) => http.put("/me/push/choice", choice),
    onMutate: (choice) => client.setQueryData(pushQuery.queryKey, (old: PushState | undefined) => old && { ...old, choice }),
    onSettled: useRefreshing(),
  });
}

/** Asks the browser and tells the server; refused by the person: nothing happens. */
export function useAddDevice() {
  return useMutation({
    mutationFn: async (publicKey: string) => {
      const { endpoint, keys } = await subscribeHere(publicKey);
      return http.post("/me/push/devices", { endpoint, keys, label: deviceLabel(navigator.userAgent) });
    },
    onSuccess: useRefreshing(),
  });
}

export function useRemoveDevice() {
  return useMutation({
    mutationFn: async ({ id, here }: { id: string; here: boolean }) => {
      await http.delete(`/me/push/devices/${id}`);
      if (here) await unsubscribeHere();
    },
    onSettled: useRefreshing(),
  });
}

export function useTryPush() {
  return useMutation({ mutationFn: () => http.post("/me/push/trials") });
}
