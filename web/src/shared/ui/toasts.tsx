/** Short notices at the foot of the screen, with an undo where there is one; read politely by screen readers. */
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { useI18n } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { sayError } from "@/shared/ui/states";
import classes from "@/shared/ui/toasts.module.css";
import { useHotkeys } from "@/shared/ui/useHotkeys";

const STAY_MS = 6_000;
/** Time to get there by keys; while it is pointed at or has the focus, a notice stays (WCAG 2.2.1). */
const UNDO_STAY_MS = 20_000;
const SHOWN_MAX = 3;

interface Toast {
  id: number;
  text: string;
  tone: "plain" | "broken";
  undo?: (() => void) | undefined;
}

interface Toasts {
  tell: (text: string, undo?: () => void) => void;
  tellError: (error: unknown) => void;
}

const ToastContext = createContext<Toasts>({ tell: () => undefined, tellError: () => undefined });
let lastId = 0;

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const i18n = useI18n();
  const drop = useCallback((id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)), []);
  const add = useCallback(
    (toast: Omit<Toast, "id">) => {
      const id = (lastId += 1);
      setToasts((shown) => [...shown.slice(1 - SHOWN_MAX), { ...toast, id }]);
    },
    [],
  );
  const tell = useCallback((text: string, undo?: () => void) => add({ text, tone: "plain", undo }), [add]);
  const tellError = useCallback((error: unknown) => add({ text: sayError(error, i18n), tone: "broken" }), [add, i18n]);
  const undoable = toasts.findLast(({ undo }) => undo);
  const undoLast = () => {
    undoable?.undo?.();
    if (undoable) drop(undoable.id);
  };
  useHotkeys({ ...(undoable && { z: undoLast }) });
  const value = useMemo<Toasts>(() => ({ tell, tellError }), [tell, tellError]);
  return (
    <ToastContext value={value}>
      {children}
      <div className={classes.stack} aria-live="polite" aria-atomic="false">
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onDrop={drop} />
        ))}
      </div>
    </ToastContext>
  );
}

function ToastCard({ toast, onDrop }: { toast: Toast; onDrop: (id: number) => void }) {
  const { t } = useI18n();
  const [held, setHeld] = useState(false);
  const stay = toast.undo ? UNDO_STAY_MS : STAY_MS;
  const onClose = () => onDrop(toast.id);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => onDrop(toast.id), stay);
    return () => clearTimeout(timer);
  }, [held, onDrop, stay, toast.id]);
  const hold = { onPointerEnter: () => setHeld(true), onPointerLeave: () => setHeld(false), onFocus: () => setHeld(true), onBlur: () => setHeld(false) };
  return (
    <div className={classes.toast} data-tone={toast.tone} {...hold}>
      <span>{toast.text}</span>
      {toast.undo && (
        <button
          type="button"
          className={classes.undo}
          onClick={() => {
            toast.undo?.();
            onClose();
          }}
        >
          {t("action.undo")}
        </button>
      )}
      <IconButton icon="close" label={t("action.dismiss")} onClick={onClose} className={classes.close ?? ""} />
    </div>
  );
}

export function useToasts(): Toasts {
  return use(ToastContext);
}
