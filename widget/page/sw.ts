/**
 * The worker of a site that shows our notifications: `importScripts` of this file is all the site's own file holds.
 * It takes no requests, so the site's pages load exactly as before.
 */
interface Told {
  title: string;
  body: string;
  /** A later one with the same tag takes its place. */
  tag: string;
  /** The page the conversation was left on. */
  url: string;
  loud: boolean;
}

interface Client {
  url: string;
  focus(): Promise<Client>;
  navigate(url: string): Promise<Client | null>;
}

interface Scope {
  location: Location;
  registration: ServiceWorkerRegistration;
  clients: { matchAll(options: object): Promise<Client[]>; openWindow(url: string): Promise<Client | null> };
  addEventListener(name: string, listener: (event: Event & { waitUntil(work: Promise<unknown>): void; data?: { json(): Told }; notification?: Notification }) => void): void;
}

const scope = self as unknown as Scope;
const OPEN = "#otklik";

scope.addEventListener("push", (event) => {
  const told = read(event.data);
  if (told) event.waitUntil(show(told));
});

scope.addEventListener("notificationclick", (event) => {
  const shown = event.notification;
  if (!shown || !isOurs(shown.data)) return; // the site's own worker may show others
  shown.close();
  event.waitUntil(open(shown.data.otklik));
});

/** Other pushes of the same worker are left to the site. */
function read(data?: { json(): Told }): Told | null {
  try {
    const told = data?.json();
    return told && typeof told.title === "string" && typeof told.tag === "string" && "loud" in told ? told : null;
  } catch {
    return null;
  }
}

function show({ title, body, tag, url, loud }: Told): Promise<void> {
  const options = { body, tag, data: { otklik: url }, renotify: loud, silent: !loud };
  return scope.registration.showNotification(title, options);
}

function isOurs(data: unknown): data is { otklik: string } {
  return typeof data === "object" && data !== null && "otklik" in data;
}

/** The page the visitor left, if it is the site's own; one that is open already is shown instead of a second. */
async function open(left: string): Promise<unknown> {
  const target = new URL(isOwn(left) ? left : scope.registration.scope);
  target.hash = OPEN;
  const windows = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const same = windows.find(({ url }) => url.split("#")[0] === target.href.split("#")[0]) ?? windows[0];
  try {
    const focused = await same?.focus();
    if (focused && (await focused.navigate(target.href))) return;
  } catch {
    /* a page this worker does not control cannot be led anywhere */
  }
  return scope.clients.openWindow(target.href);
}

function isOwn(url: string): boolean {
  try {
    return new URL(url).origin === scope.location.origin;
  } catch {
    return false;
  }
}
