import { useEffect } from "react";

const PRODUCT = "Otklik";

/** Names the browser's tab after what is shown; without words it stays as another part of the screen named it. */
export function useTitle(words: string | undefined): void {
  useEffect(() => {
    if (words) document.title = `${words} · ${PRODUCT}`;
  }, [words]);
}
