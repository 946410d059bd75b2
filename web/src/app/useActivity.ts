/** Tells the server that somebody is at the desk: sparingly, and at once after a long silence. */
import { useEffect } from "react";
import { http } from "@/shared/api/http";

const TELL_EVERY_MS = 60_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

export function useActivity(): void {
  useEffect(() => {
    let toldAt = Date.now(); // opening the desk is an activity already
    const notice = () => {
      if (Date.now() - toldAt < TELL_EVERY_MS) return;
      toldAt = Date.now();
      http.put("/me/activity").catch(() => undefined); // the next sign of life tells again
    };
    for (const sign of SIGNS) window.addEventListener(sign, notice, { passive: true });
    return () => {
      for (const sign of SIGNS) window.removeEventListener(sign, notice);
    };
  }, []);
}
