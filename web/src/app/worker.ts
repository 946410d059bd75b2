/** The service worker: pushes while the desk is closed, and words instead of the browser's own when there is no network. */

/** Sent by the worker when a notification is opened and a desk is already there. */
interface Opened {
  open?: string;
}

export function startWorker(): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  void navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  navigator.serviceWorker.addEventListener("message", (event: MessageEvent<Opened | null>) => {
    const path = event.data?.open;
    if (path?.startsWith("/") && path !== location.pathname) location.assign(path);
  });
}
