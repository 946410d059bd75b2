/** The keyboard keeps its place: what has the focus may leave the page and take it along, as a dialog that closes at once or
 *  a row that goes to another view. Then the focus goes back to what had it before the dialog, else to the content. */
import { useEffect } from "react";

const OVER = "[role=dialog], [role=menu], [role=listbox]";
const REMEMBERED_MAX = 20;

interface Held {
  element: HTMLElement;
  /** In something that stands over the screen. */
  over: boolean;
}

/** Where to go, the latest last: back over what closed, unless what it stood over is gone as well. */
export function placeBefore(held: readonly Held[]): HTMLElement | undefined {
  const found = held.findLast(({ element, over }) => !over || element.isConnected)?.element;
  return found?.isConnected && found.checkVisibility() ? found : undefined;
}

export function useKeptFocus(contentId: string): void {
  useEffect(() => {
    let held: Held[] = [];
    const nowhere = () => document.activeElement === document.body;
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement) held = [...held, { element: target, over: target.closest(OVER) !== null }].slice(-REMEMBERED_MAX);
    };
    const onLeft = ({ target }: FocusEvent) =>
      queueMicrotask(() => {
        // Left by the person, as by a press beside everything: there is nothing to come back to.
        if (nowhere() && target instanceof HTMLElement && target.isConnected) held = [];
      });
    const onChange = () => {
      if (!nowhere() || held.length === 0 || held.at(-1)?.element.isConnected) return;
      (placeBefore(held) ?? document.getElementById(contentId))?.focus({ preventScroll: true });
    };
    const changes = new MutationObserver(onChange);
    changes.observe(document.body, { childList: true, subtree: true });
    document.addEventListener("focusin", onFocus);
    document.addEventListener("focusout", onLeft);
    return () => {
      changes.disconnect();
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("focusout", onLeft);
    };
  }, [contentId]);
}
