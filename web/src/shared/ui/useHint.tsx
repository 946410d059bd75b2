/** The name of what the pointer rests on or the keyboard has reached. Its machinery is there only while it shows. */
import { Tooltip } from "@mantine/core";
import { useEffect, useRef, useState, type DOMAttributes, type ReactNode, type RefCallback } from "react";

const REST_MS = 400;

interface Hint {
  hint: ReactNode;
  /** For the element the hint is about. */
  target: Pick<DOMAttributes<HTMLElement>, "onPointerEnter" | "onPointerLeave" | "onFocusCapture" | "onBlurCapture" | "onPointerDownCapture"> & { ref: RefCallback<HTMLElement> };
}

interface Options {
  /** In pixels, where it may be wider than a line. */
  width?: number;
  side?: "top" | "right";
}

export function useHint(label: string, { width, side = "top" }: Options = {}): Hint {
  const [shown, setShown] = useState(false);
  const [element, setElement] = useState<HTMLElement | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hide = () => {
    clearTimeout(timer.current);
    setShown(false);
  };
  const showSoon = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown(true), REST_MS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    hint: shown && element && <Tooltip opened label={label} target={element} position={side} withinPortal {...(width && { multiline: true, maw: width })} />,
    target: {
      ref: setElement,
      onPointerEnter: showSoon,
      onPointerLeave: hide,
      onFocusCapture: ({ target }) => target.matches(":focus-visible") && showSoon(),
      onBlurCapture: hide,
      onPointerDownCapture: hide,
    },
  };
}
