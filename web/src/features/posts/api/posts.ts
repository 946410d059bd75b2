/** Posts, the communities they go to, and what became of each in each. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, upload, type Page } from "@/shared/api/http";
import type { Post, PostCommunity, PostGiven, PostPicture, Template, TemplateRow } from "@/shared/api/types";

/** Whatever is known of posts. */
export const POSTS = ["posts"] as const;
const PAGE = 50;
const TEMPLATES_SHOWN = 200;

export function usePosts() {
  return useInfiniteQuery({
    queryKey: [...POSTS, "list"],
    queryFn: ({ pageParam, signal }) => http.get<Page<Post>>("/posts", { cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

export function usePost(id: string) {
  return useQuery({ queryKey: [...POSTS, "one", id], queryFn: ({ signal }) => http.get<Post>(`/posts/${id}`, undefined, signal) });
}

export function useCommunities() {
  return useQuery({ queryKey: [...POSTS, "communities"], queryFn: ({ signal }) => http.get<PostCommunity[]>("/post-communities", undefined, signal) });
}

function useChange<Given, Result>(mutationFn: (given: Given) => Promise<Result>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: POSTS }) });
}

export const useAddCommunity = () => useChange((given: { channel_id: string; address: string }) => http.post<PostCommunity>("/post-communities", given));
export const useRemoveCommunity = () => useChange((id: string) => http.delete(`/post-communities/${id}`));
export const useCreatePost = () => useChange((given: PostGiven) => http.post<Post>("/posts", given));
export const useDeletePost = () => useChange((id: string) => http.delete(`/posts/${id}`));

export interface Kept {
  id: string;
  revision: number;
  given: PostGiven;
}

export const useSavePost = () => useChange(save);
/** Saves what is on the screen and lets exactly that go; `at` null: now. */
export const usePublish = () =>
  useChange(async ({ at, ...kept }: Kept & { at: string | null }) => {
    const { revision } = await save(kept);
    return http.post<Post>(`/posts/${kept.id}/publication`, { revision, at });
  });
export const useHold = () => useChange(({ id, revision }: { id: string; revision: number }) => http.delete<Post>(`/posts/${id}/publication?revision=${revision}`));
export const useTryAgain = () => useChange((copyId: string) => http.post<Post>(`/post-copies/${copyId}/attempts`));
export const useSayItIsThere = () => useChange(({ id, url }: { id: string; url: string }) => http.post<Post>(`/post-copies/${id}/sightings`, { url }));
export const useAddPicture = () => useMutation({ mutationFn: (file: File) => upload<PostPicture>("/post-pictures", file, { onProgress: () => undefined }) });

/** Messenger texts of the company, to begin a post with. */
export function useTexts() {
  return useQuery({ queryKey: ["templates", "for posts"], queryFn: async ({ signal }) => (await http.get<Page<TemplateRow>>("/templates", { kind: "chat", archived: false, limit: TEMPLATES_SHOWN }, signal)).items });
}

export const useTakeText = () => useMutation({ mutationFn: (id: string) => http.get<Template>(`/templates/${id}`) });

function save({ id, revision, given }: Kept): Promise<Post> {
  return http.put<Post>(`/posts/${id}`, { ...given, revision });
}
