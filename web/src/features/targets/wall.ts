/** The television's side of the wall board: its link, what it asks, how old what it shows is. No session, no cookie. */
import { API, ApiError } from "@/shared/api/http";
import type { ApiToken, Wall } from "@/shared/api/types";

export const WALL_SCOPE = "wall.read";
export const POLL_MS = 10_000;
/** A question that hangs longer than this counts as no answer. */
const TIMEOUT_MS = 8_000;

export function isWallToken({ scopes }: Pick<ApiToken, "scopes">): boolean {
  return scopes.length === 1 && scopes[0] === WALL_SCOPE;
}

/** The secret stands behind the #: browsers send that part to nobody. */
export function wallAddress(origin: string, secret: string): string {
  return `${origin}/wall#${secret}`;
}

export function secretOf(hash: string): string {
  return decodeURIComponent(hash.replace(/^#/, "")).trim();
}

/** Throws `ApiError`: 401 or 403 for a link that opens nothing any more, 0 without a network. */
export async function fetchWall(secret: string, signal: AbortSignal): Promise<Wall> {
  const headers = { Accept: "application/json", Authorization: `Bearer ${secret}` };
  const either = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const response = await fetch(`${API}/wall`, { headers, credentials: "omit", cache: "no-store", signal: either }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new ApiError(0, "network.unreachable");
  });
  if (!response.ok) throw new ApiError(response.status, `http.${response.status}`);
  return (await response.json()) as Wall;
}

export function isRevoked(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 401 || error.status === 403);
}
