import { startTransition, useEffect, useState } from "react";

/** A page in the background paints nothing: what waits for a frame is drawn there all the same. */
const UNSEEN_MS = 250;

/** False until the frame with what `ready` tells of is on the screen: what only surrounds it is drawn after it. */
export function usePainted(ready: boolean): boolean {
  const [painted, setPainted] = useState(false);
  useEffect(() => (ready ? afterPaint(() => startTransition(() => setPainted(true))) : undefined), [ready]);
  return painted;
}

/** Calls back once behind the next frame; returns what calls it off. */
function afterPaint(act: () => void): () => void {
  let timer = setTimeout(act, UNSEEN_MS);
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    timer = setTimeout(act);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
