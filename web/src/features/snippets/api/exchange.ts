/** Replies of a table: what would become of each line, and taking them in. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { SnippetsImported } from "@/shared/api/types";
import { SNIPPETS } from "@/features/snippets/api/snippets";

interface Table {
  file: File;
  replace: boolean;
  preview: boolean;
}

export function useTakeIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ file, ...how }: Table) => http.post<SnippetsImported>("/snippets/imports", { format: /\.xlsx$/i.test(file.name) ? "xlsx" : "csv", content: await base64(file), ...how }),
    onSuccess: (_, { preview }) => (preview ? undefined : client.invalidateQueries({ queryKey: SNIPPETS })),
  });
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
