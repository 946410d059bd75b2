import { useCallback, useState } from "react";
import { recall, remember } from "@/shared/memory";

/** State that outlives a reload. */
export function useMemory<Value>(name: string, fallback: Value): [Value, (value: Value) => void] {
  const [value, setValue] = useState<Value>(() => recall(name, fallback));
  const keep = useCallback(
    (next: Value) => {
      setValue(next);
      remember(name, next);
    },
    [name],
  );
  return [value, keep];
}
