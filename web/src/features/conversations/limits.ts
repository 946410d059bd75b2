/** What the channel cannot do with this draft, found before anything is sent. Pure. */
import type { Can } from "@/shared/api/types";
import { openNames } from "@/features/snippets";

export const SUBJECT_MAX = 500;

export interface Problem {
  code: "open_names" | "too_long" | "too_many_files" | "no_files" | "file_too_large" | "window_closed" | "unreachable" | "cannot_send";
  params: Record<string, string | number>;
}

/** What the channel takes; `count` 0: as many as one likes, `bytes` 0: no files at all. */
export interface FileLimits {
  count: number;
  bytes: number;
}

interface Given {
  text: string;
  files: { name: string; size: number }[];
  now: Date;
}

/** Whether anything can be sent at all. */
export function blockOf(can: Can, now: Date): Problem | null {
  if (!can.sends) return { code: "cannot_send", params: { reason: can.reason } };
  if (!can.reachable) return { code: "unreachable", params: { reason: can.reason } };
  if (can.window_closes_at && new Date(can.window_closes_at) <= now) return { code: "window_closed", params: {} };
  return null;
}

export function problemOf(can: Can, { text, files, now }: Given): Problem | null {
  return blockOf(can, now) ?? textProblem(can, text) ?? namesProblem(text) ?? fileProblem(can, files);
}

function textProblem(can: Can, text: string): Problem | null {
  const length = Array.from(text).length;
  return length > can.text_length_max ? { code: "too_long", params: { length, max: can.text_length_max } } : null;
}

/** What a ready reply left open is filled in by hand or taken out: a customer never reads `{name}`. */
function namesProblem(text: string): Problem | null {
  const names = openNames(text);
  return names.length > 0 ? { code: "open_names", params: { names: names.map((name) => `{${name}}`).join(", "), count: names.length } } : null;
}

function fileProblem(can: Can, files: Given["files"]): Problem | null {
  if (files.length > 0 && can.attachment_size_bytes_max === 0) return { code: "no_files", params: {} };
  if (can.attachments_max > 0 && files.length > can.attachments_max) return { code: "too_many_files", params: { max: can.attachments_max } };
  const large = files.find(({ size }) => size > can.attachment_size_bytes_max);
  return large ? { code: "file_too_large", params: { name: large.name, bytes: can.attachment_size_bytes_max } } : null;
}
