/** Short notices at the foot of the screen, with an undo where there is one; read politely by screen readers. */
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from "react";
import { useI18n } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { sayError } from "@/shared/ui/states";
import classes from "@/shared/ui/toasts.module.css";

const STAY_MS = 6_000;
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
      setTimeout(() => drop(id), STAY_MS);
    },
    [drop],
  );
  const tell = useCallback((text: string, undo?: () => void) => add({ text, tone: "plain", undo }), [add]);
  const tellError = useCallback((error: unknown) => add({ text: sayError(error, i18n), tone: "broken" }), [add, i18n]);
  const value = useMemo<Toasts>(() => ({ tell, tellError }), [tell, tellError]);
  return (
    <ToastContext value={value}>
      {children}
      <div className={classes.stack} aria-live="polite" aria-atomic="false">
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onClose={() => drop(toast.id)} />
        ))}
      </div>
    </ToastContext>
  );
}

function ToastCard({ toast, onClose }: { toast: Toast; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <div className={classes.toast} data-tone={toast.tone}>
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
