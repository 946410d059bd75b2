/** The line a site owner pastes. The launcher is drawn before the server is asked, so its corner and colour go with it. */
import type { Channel } from "@/shared/api/types";

const ATTRIBUTES = ["position", "colour"] as const;

export function installCode(origin: string, { public_id: channel, config }: Pick<Channel, "public_id" | "config">): string {
  const look = ATTRIBUTES.flatMap((name) => (typeof config[name] === "string" && config[name] ? [attribute(name, config[name])] : []));
  return `<script async src="${origin}/widget/loader.js" ${[attribute("channel", channel), ...look].join(" ")}></script>`;
}

/** The whole text of the file that lets a site's own origin show notifications. */
export function workerCode(origin: string): string {
  return `importScripts("${origin}/widget/sw.js");`;
}

function attribute(name: string, value: string): string {
  return `data-${name}="${value.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`;
}
