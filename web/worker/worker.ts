/** The desk's service worker: shows pushes as words, opens what they are about, and says so when there is no network.
 *  Built on its own (vite.worker.config.ts), for it lives without the desk. */
import { phrase, type Entry, type Locale } from "@/shared/i18n/catalogue";
import words from "virtual:notification-words";

declare const self: ServiceWorkerGlobalScope;

interface News {
  code: string;
  params: Record<string, string>;
  path: string;
  tag: string;
  text: string;
  locale: string;
}

const OFFLINE = "/offline.html";
const CACHE = "otklik-offline-1";

self.addEventListener("install", (event) => event.waitUntil(caches.open(CACHE).then((cache) => cache.add(OFFLINE)).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  event.respondWith(fetch(event.request).catch(async () => (await caches.match(OFFLINE)) ?? Response.error()));
});

self.addEventListener("push", (event) => {
  const news = read(event.data);
  event.waitUntil(show(news));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { path = "/" } = (event.notification.data ?? {}) as { path?: string };
  event.waitUntil(open(path));
});

/** A push without words that can be read must still be shown: browsers ask for it. */
function read(data: PushMessageData | null): News {
  const empty: News = { code: "", params: {}, path: "/", tag: "", text: "", locale: "" };
  try {
    return { ...empty, ...(data?.json() as Partial<News> | undefined) };
  } catch {
    return empty;
  }
}

async function show(news: News): Promise<void> {
  const looked = (await self.clients.matchAll({ type: "window" })).some((client) => client.focused);
  if (looked && news.code !== "trial") return;
  await self.registration.showNotification(sentence(news), {
    body: news.text,
    tag: news.tag,
    icon: "/icon-192.png",
    badge: "/badge-96.png",
    data: { path: news.path },
  });
}

function sentence({ code, params, locale }: News): string {
  const language: Locale = locale === "en" ? "en" : "ru";
  const known = (words as Record<Locale, Record<string, Entry>>)[language];
  return phrase(known[`notifications.${code}`] ?? known["notifications.some"] ?? "Otklik", language, params);
}

/** The desk that is open is brought to the front; only without one a new window opens. */
async function open(path: string): Promise<void> {
  const [desk] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!desk) {
    await self.clients.openWindow(path);
    return;
  }
  await desk.focus();
  desk.postMessage({ open: path });
}
