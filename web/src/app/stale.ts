/** A tab opened before an upgrade asks for screens the server no longer has: the page is loaded anew, once. */

const MARK = "otklik.reloaded";
const ONCE_IN_MS = 60_000;

export function reloadWhenStale(): void {
  window.addEventListener("vite:preloadError", (event) => {
    const last = Number(sessionStorage.getItem(MARK) ?? 0);
    if (Date.now() - last < ONCE_IN_MS) return;
    event.preventDefault();
    sessionStorage.setItem(MARK, String(Date.now()));
    location.reload();
  });
}
