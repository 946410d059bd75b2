import { useMutation } from "@tanstack/react-query";
import { http } from "@/shared/api/http";

/** Tells the server that the thread was read to its end; colleagues see who is looking. */
export function useReading(id: string) {
  return useMutation({ mutationFn: () => http.put(`/conversations/${id}/reading`) });
}
