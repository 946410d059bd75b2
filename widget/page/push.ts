/**
 * Runs in the site's own page, and only once somebody leaves without an answer: browsers let no frame of another origin
 * ask to notify. The site's worker shows the notification, so the site has to offer one.
 */
type Post = (type: string, data: Record<string, unknown>) => void;

/** `can`: a press away; `on`: this browser rings already; `no`: it cannot, or was told not to. */
type State = "can" | "on" | "no";

interface Asked {
  /** `look` asks nobody anything; `ask` follows a press and shows the browser's own question. */
  step?: "look" | "ask";
  /** The company's key, base64url. */
  key?: string;
}

interface Policy {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

const FILE = "/otklik-sw.js";
const OWN_FILE = "sw.js";
const KEY_ALPHABET: Record<string, string> = { "-": "+", _: "/" };

let worker: ServiceWorkerRegistration | undefined;

export default async function push(asked: Asked, post: Post, base: URL, options: DOMStringMap): Promise<void> {
  try {
    const state = await look(base, options.worker);
    const subscription = state === "no" ? null : await (asked.step === "ask" ? subscribe(asked.key ?? "") : known());
    post("push", { state: subscription ? "on" : asked.step === "ask" ? "no" : state, subscription });
  } catch (error) {
    explain(`the browser's push service refused: ${String(error)}`);
    post("push", { state: "no", subscription: null });
  }
}

/** Whether asking would make sense; if not, the console says in plain words what is missing. */
async function look(base: URL, named?: string): Promise<State> {
  const missing = obstacle();
  if (missing) return explain(missing);
  const address = named ?? (base.origin === location.origin ? `${base.pathname}${OWN_FILE}` : FILE);
  try {
    worker ??= await navigator.serviceWorker.register(trusted(address));
    return "can";
  } catch (error) {
    return explain(`there is no worker at ${address}. Put this one line there: importScripts("${base.href}${OWN_FILE}"). ${String(error)}`);
  }
}

function obstacle(): string {
  if (!isSecureContext) return "the page is not opened by https";
  if (!("serviceWorker" in navigator && "PushManager" in window)) return "this browser takes none here";
  return Notification.permission === "denied" ? "the visitor has forbidden notifications" : "";
}

function explain(why: string): "no" {
  console.info(`Otklik: notifications are not offered: ${why}`);
  return "no";
}

/** A page under `require-trusted-types-for 'script'` takes no plain address for a worker. */
function trusted(address: string): string {
  const types = (window as { trustedTypes?: Policy }).trustedTypes;
  return types ? types.createPolicy("otklik-worker", { createScriptURL: (url) => url }).createScriptURL(address) : address;
}

async function known(): Promise<PushSubscriptionJSON | null> {
  if (Notification.permission !== "granted") return null;
  return (await worker?.pushManager.getSubscription())?.toJSON() ?? null;
}

async function subscribe(key: string): Promise<PushSubscriptionJSON | null> {
  if ((await Notification.requestPermission()) !== "granted") return null;
  const manager = (await active())?.pushManager;
  await (await manager?.getSubscription())?.unsubscribe(); // made for another key it would be refused
  const made = await manager?.subscribe({ userVisibleOnly: true, applicationServerKey: decoded(key) });
  return made?.toJSON() ?? null;
}

/** A worker that was just registered takes a moment to start; only an active one can subscribe. */
async function active(): Promise<ServiceWorkerRegistration | undefined> {
  const starting = worker?.installing ?? worker?.waiting;
  if (!worker?.active && starting) {
    await new Promise((done) => starting.addEventListener("statechange", () => starting.state === "activated" && done(null)));
  }
  return worker;
}

function decoded(key: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(key.replace(/[-_]/g, (char) => KEY_ALPHABET[char] ?? char)), (char) => char.charCodeAt(0));
}
