/** Pictures of the thread that is open, shown one at a time over it; the viewer loads when the first is opened. */
import { createContext, lazy, Suspense, use, useCallback, useMemo, useRef, useState, type ReactNode } from "react";
import type { Attachment, Message } from "@/shared/api/types";
import { kindOf, shownFiles } from "@/features/conversations/attachments";

const Lightbox = lazy(() => import("@/features/conversations/ui/Lightbox").then(({ Lightbox: component }) => ({ default: component })));

const PictureContext = createContext<((id: string) => void) | null>(null);

export function Pictures({ messages, children }: { messages: readonly Message[]; children: ReactNode }) {
  const [shown, setShown] = useState<string | null>(null);
  const pictures = useMemo(() => (shown ? picturesOf(messages) : []), [messages, shown]);
  const opener = useRef<Element | null>(null);
  const open = useCallback((id: string) => {
    opener.current = document.activeElement;
    setShown(id);
  }, []);
  // The viewer leaves the page whole, and takes the focus with it.
  const close = useCallback(() => {
    setShown(null);
    requestAnimationFrame(() => opener.current instanceof HTMLElement && opener.current.focus());
  }, []);
  return (
    <PictureContext value={open}>
      {children}
      <Suspense>{shown && <Lightbox pictures={pictures} shownId={shown} onShow={setShown} onClose={close} />}</Suspense>
    </PictureContext>
  );
}

/** Null where there is nothing to open a picture over. */
export function useOpenPicture(): ((id: string) => void) | null {
  return use(PictureContext);
}

function picturesOf(messages: readonly Message[]): Attachment[] {
  return messages.filter(({ deleted_at: gone }) => !gone).flatMap(({ attachments }) => shownFiles(attachments).filter((one) => one.state === "ready" && kindOf(one) === "picture"));
}
