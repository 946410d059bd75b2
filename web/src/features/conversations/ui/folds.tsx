/** What was unfolded in a thread stays so when it is scrolled out of sight and back. */
import { createContext, use, useCallback, useState, type ReactNode } from "react";

const FoldContext = createContext<Map<string, unknown>>(new Map());

export function KeptFolds({ children }: { children: ReactNode }) {
  const [kept] = useState(() => new Map<string, unknown>());
  return <FoldContext value={kept}>{children}</FoldContext>;
}

/** As `useState`; `key` names the message and what of it is folded. */
export function useFold<Value>(key: string, first: Value): [Value, (value: Value) => void] {
  const kept = use(FoldContext);
  const [value, setValue] = useState<Value>(() => (kept.has(key) ? (kept.get(key) as Value) : first));
  const change = useCallback(
    (next: Value) => {
      kept.set(key, next);
      setValue(next);
    },
    [kept, key],
  );
  return [value, change];
}
