import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { PreviewSettings } from "@/shared/api/types";

const KEY = ["previews", "settings"] as const;

export function usePreviewSettings() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => http.get<PreviewSettings>("/preview-settings", undefined, signal) });
}

export function useSavePreviewSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settings: PreviewSettings) => http.put<PreviewSettings>("/preview-settings", settings),
    onSuccess: (saved) => client.setQueryData(KEY, saved),
  });
}
