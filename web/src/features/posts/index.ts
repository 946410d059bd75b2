/** Posts: one text in the company's channels, groups and pages. */
export { POSTS } from "@/features/posts/api/posts";
