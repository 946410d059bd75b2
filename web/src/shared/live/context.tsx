/** The live connection of this tab, its state, and subscriptions to what is not kept in the cache (typing). */
import { createContext, use, useEffect, useRef, useState, type ReactNode } from "react";
import { API } from "@/shared/api/http";
import type { LiveEvent } from "@/shared/live/frames";
import { LiveSocket, type LiveState, type Wire } from "@/shared/live/socket";

type Listener = (event: LiveEvent) => void;

interface Live {
  state: LiveState;
  subscribe: (listener: Listener) => () => void;
}

const LiveContext = createContext<Live>({ state: "connecting", subscribe: () => () => undefined });

function openWire(after: number | null): Wire {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const query = after === null ? "" : `?after=${after}`;
  return new WebSocket(`${scheme}://${location.host}${API}/live${query}`) as Wire;
}

interface Props {
  /** Everything on the screen was asked for after the event of this number. */
  after: number;
  onEvent: Listener;
  onGap: () => void;
  onRefused: () => void;
  children: ReactNode;
}

export function LiveProvider({ after, onEvent, onGap, onRefused, children }: Props) {
  const [state, setState] = useState<LiveState>("connecting");
  const [listeners] = useState(() => new Set<Listener>());
  const [first] = useState(after);
  const latest = useRef({ onEvent, onGap, onRefused });
  useEffect(() => {
    latest.current = { onEvent, onGap, onRefused };
  });
  useEffect(() => {
    const socket = new LiveSocket({
      after: first,
      open: openWire,
      onEvent: (event) => {
        latest.current.onEvent(event);
        listeners.forEach((listener) => listener(event));
      },
      onGap: () => latest.current.onGap(),
      onRefused: () => latest.current.onRefused(),
      onState: setState,
    });
    const hurry = () => socket.hurry();
    window.addEventListener("online", hurry);
    document.addEventListener("visibilitychange", hurry);
    socket.start();
    return () => {
      socket.stop();
      window.removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", hurry);
    };
  }, [first, listeners]);
  const [subscribe] = useState(() => (listener: Listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  });
  return <LiveContext value={{ state, subscribe }}>{children}</LiveContext>;
}

export function useLiveState(): LiveState {
  return use(LiveContext).state;
}

/** Hears every live event while the component is on the screen. */
export function useLiveEvent(listener: Listener): void {
  const { subscribe } = use(LiveContext);
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => subscribe((event) => latest.current(event)), [subscribe]);
}
