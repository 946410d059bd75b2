/** The company's shops. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { ShopPlace } from "@/shared/api/types";

const KEY = ["places"];

export type PlaceForm = Omit<ShopPlace, "id"> & { id?: string };

export function usePlaces() {
  return useQuery({ queryKey: KEY, queryFn: async ({ signal }) => (await http.get<Page<ShopPlace>>("/places", undefined, signal)).items });
}

export function useSavePlace() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...place }: PlaceForm) => (id ? http.patch<ShopPlace>(`/places/${id}`, place) : http.post<ShopPlace>("/places", place)),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeletePlace() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (id: string) => http.delete(`/places/${id}`), onSuccess: () => client.invalidateQueries({ queryKey: KEY }) });
}
