/** The one way to the server: JSON, cookies, CSRF, idempotency, and every failure as an `ApiError` with a code. */

export const API = "/api/v1";
const REVOKE_AFTER_MS = 60_000;

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly params: Record<string, unknown> = {},
    readonly requestId = "",
  ) {
    super(code);
    this.name = "ApiError";
  }
}

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

type Query = Record<string, string | number | boolean | null | undefined>;

interface Options {
  query?: Query;
  idempotencyKey?: string;
  signal?: AbortSignal;
  keepalive?: boolean;
}

let csrfToken = "";

export function rememberCsrf(token: string): void {
  csrfToken = token;
}

export function newKey(): string {
  return crypto.randomUUID();
}

export function withQuery(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return text ? `${path}?${text}` : path;
}

async function failure(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as Partial<{
    code: string;
    params: Record<string, unknown>;
    request_id: string;
  }> | null;
  const code = body?.code ?? `http.${response.status}`;
  return new ApiError(response.status, code, body?.params ?? {}, body?.request_id ?? "");
}

function headersFor(method: string, body: unknown, key: string | undefined): Headers {
  const headers = new Headers({ Accept: "application/json" });
  if (method !== "GET") headers.set("X-CSRF-Token", csrfToken);
  if (method === "POST") headers.set("Idempotency-Key", key ?? newKey());
  if (body !== undefined && !(body instanceof FormData)) headers.set("Content-Type", "application/json");
  return headers;
}

function bodyOf(body: unknown): BodyInit | null {
  if (body === undefined) return null;
  return body instanceof FormData ? body : JSON.stringify(body);
}

async function call<Result>(method: string, path: string, body: unknown, options: Options = {}): Promise<Result> {
  const headers = headersFor(method, body, options.idempotencyKey);
  const { keepalive = false, signal = null } = options;
  const request: RequestInit = { method, headers, body: bodyOf(body), credentials: "same-origin", keepalive, signal };
  const response = await reach(withQuery(API + path, options.query), request);
  if (!response.ok) throw await failure(response);
  const text = await response.text().catch(unreached);
  return (text ? JSON.parse(text) : undefined) as Result;
}

function reach(url: string, request: RequestInit): Promise<Response> {
  return fetch(url, request).catch(unreached);
}

/** The connection may also be cut after the answer began; what we took back ourselves is no failure of the network. */
function unreached(error: unknown): never {
  if (error instanceof DOMException && error.name === "AbortError") throw error;
  throw new ApiError(0, "network.unreachable");
}

export const http = {
  get: <Result>(path: string, query?: Query, signal?: AbortSignal) =>
    call<Result>("GET", path, undefined, { ...(query && { query }), ...(signal && { signal }) }),
  post: <Result>(path: string, body?: unknown, options?: Options) => call<Result>("POST", path, body, options),
  put: <Result>(path: string, body?: unknown) => call<Result>("PUT", path, body),
  patch: <Result>(path: string, body?: unknown) => call<Result>("PATCH", path, body),
  delete: <Result>(path: string, body?: unknown) => call<Result>("DELETE", path, body),
};

/** A file the server makes: kept under the name it gives. A refusal is an `ApiError` as anywhere. */
export async function download(path: string, query?: Query): Promise<void> {
  const response = await reach(withQuery(API + path, query), { headers: headersFor("GET", undefined, undefined), credentials: "same-origin" });
  if (!response.ok) throw await failure(response);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "otklik");
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MS);
}

export interface Uploading {
  onProgress: (share: number) => void;
  signal?: AbortSignal;
}

/** Uploads with progress, which fetch cannot report. */
export function upload<Result>(path: string, file: File, { onProgress, signal }: Uploading): Promise<Result> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file, file.name);
    request.open("POST", API + path);
    request.setRequestHeader("X-CSRF-Token", csrfToken);
    request.setRequestHeader("Idempotency-Key", newKey());
    request.upload.onprogress = (event) => onProgress(event.total ? event.loaded / event.total : 0);
    request.onerror = () => reject(new ApiError(0, "network.unreachable"));
    request.onabort = () => reject(new DOMException("", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status < 300) resolve(body as Result);
      else reject(new ApiError(request.status, body?.code ?? `http.${request.status}`, body?.params ?? {}));
    };
    request.send(form);
  });
}

function parse(text: string): { code?: string; params?: Record<string, unknown> } | null {
  try {
    return JSON.parse(text) as { code?: string };
  } catch {
    return null;
  }
}
