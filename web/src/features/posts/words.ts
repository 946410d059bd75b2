/** Why a post did not go, in words: what was said of a person is said here of a community. */
import { ApiError } from "@/shared/api/http";
import type { I18n } from "@/shared/i18n";
import { sayError } from "@/shared/ui/states";

type Words = Pick<I18n, "t" | "byCode">;

export function sayCode(code: string, { t, byCode }: Words): string {
  return byCode("posts.code", code) ?? byCode("error", code) ?? t("error.unknown", { code });
}

export function sayRefusal(error: unknown, words: Words): string {
  const params = error instanceof ApiError ? error.params : {};
  const reason = typeof params.reason === "string" ? params.reason : "";
  const community = typeof params.community === "string" ? params.community : "";
  const said = error instanceof ApiError && error.code === "posts.not_ready" ? words.byCode("posts.problem", reason, { community }) : null;
  if (said) return said;
  return error instanceof ApiError && error.code === "posts.community_refused" ? sayCode(reason, words) : sayError(error, words);
}
