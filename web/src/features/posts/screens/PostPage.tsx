/** One post: written until it goes, then followed. */
import { Link } from "@tanstack/react-router";
import { usePost } from "@/features/posts/api/posts";
import { Went } from "@/features/posts/ui/Went";
import { Writing } from "@/features/posts/ui/Writing";
import { useT } from "@/shared/i18n";
import { useDeskParams } from "@/shared/search";
import { Page } from "@/shared/ui/Page";
import { Failure, SkeletonRows } from "@/shared/ui/states";

export function PostPage() {
  const t = useT();
  const { postId = "" } = useDeskParams();
  const query = usePost(postId);
  const back = <Link to="/posts">{t("nav.posts")}</Link>;
  if (query.isPending) return <Page title={t("nav.posts")} back={back}><SkeletonRows rows={8} /></Page>;
  if (query.isLoadingError) return <Page title={t("nav.posts")} back={back}><Failure error={query.error} retry={() => void query.refetch()} /></Page>;
  const post = query.data;
  return post.state === "started" ? <Went key={post.id} post={post} back={back} /> : <Writing key={post.id} post={post} back={back} />;
}
