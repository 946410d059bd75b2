import { startTransition, useEffect, useState } from "react";

/** A page in the background paints nothing: what waits for a frame is drawn there all the same. */
const UNSEEN_MS = 250;

/** False until the first frame of who asks is on the screen: what only surrounds it is drawn after it. */
export function usePainted(): boolean {
  const [painted, setPainted] = useState(false);
  useEffect(() => afterPaint(() => startTransition(() => setPainted(true))), []);
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
