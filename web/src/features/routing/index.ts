/** What the frame may use of routing: which entries of the cache are its own. */
export { ROUTING } from "@/features/routing/api/routing";
