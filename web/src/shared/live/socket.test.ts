import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveSocket, type LiveState, type Wire } from "@/shared/live/socket";
import type { LiveEvent } from "@/shared/live/frames";

class FakeWire implements Wire {
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event?: { code: number }) => void) | null = null;
  constructor(readonly after: number | null) {}
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.onclose = null;
  }
  welcome(head: number): void {
    this.onopen?.();
    this.say({ head });
  }
  say(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

function setUp(after?: number) {
  const wires: FakeWire[] = [];
  const events: LiveEvent[] = [];
  const states: LiveState[] = [];
  const gaps = { count: 0 };
  const socket = new LiveSocket({
    after,
    open: (after) => {
      const wire = new FakeWire(after);
      wires.push(wire);
      return wire;
    },
    onEvent: (event) => events.push(event),
    onGap: () => (gaps.count += 1),
    onState: (state) => states.push(state),
    random: () => 1,
  });
  socket.start();
  const last = () => wires[wires.length - 1] as FakeWire;
  return { socket, wires, events, states, gaps, last };
}

const event = (seq: number) => ({ seq, kind: "presence", data: { operator_id: "1", online: true }, at: "" });

describe("the live socket", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("asks for what it missed after a lost connection", () => {
    const { last } = setUp();
    last().welcome(10);
    last().say(event(11));
    last().onclose?.();
    vi.advanceTimersByTime(500);
    expect(last().after).toBe(11);
  });

  it("begins with what happened since the screen was asked for, and asks for nothing twice", () => {
    const { last, events, gaps } = setUp(7);
    expect(last().after).toBe(7);
    last().welcome(9);
    last().say(event(8));
    last().say(event(9));
    expect(events.map(({ seq }) => seq)).toEqual([8, 9]);
    expect(gaps.count).toBe(0);
  });

  it("does not lose events between its number and the server's head on reconnecting", () => {
    const { last, events } = setUp();
    last().welcome(10);
    last().onclose?.();
    vi.advanceTimersByTime(500);
    last().welcome(12);
    last().say(event(11));
    last().say(event(12));
    expect(events.map(({ seq }) => seq)).toEqual([11, 12]);
  });

  it("drops an event it has already seen", () => {
    const { last, events } = setUp();
    last().welcome(10);
    last().say(event(11));
    last().say(event(11));
    expect(events).toHaveLength(1);
  });

  it("passes ephemeral events without counting them", () => {
    const { last, events } = setUp();
    last().welcome(10);
    last().say(event(0));
    last().say(event(11));
    expect(events.map(({ seq }) => seq)).toEqual([0, 11]);
  });

  it("says that the screen is stale when the server cannot replay", () => {
    const { last, gaps, events } = setUp();
    last().welcome(10);
    last().say({ gap: 900 });
    last().say(event(901));
    expect(gaps.count).toBe(2);
    expect(events).toHaveLength(1);
  });

  it("says that the screen is stale when the server's numbers started anew", () => {
    const { last, gaps } = setUp();
    last().welcome(10);
    last().onclose?.();
    vi.advanceTimersByTime(500);
    last().welcome(3);
    expect(gaps.count).toBe(2);
  });

  it("distrusts what was fetched before the first connection", () => {
    const { last, gaps } = setUp();
    last().welcome(10);
    expect(gaps.count).toBe(1);
  });

  it("waits longer after each failure, up to a limit", () => {
    const { last, wires } = setUp();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const before = wires.length;
      last().onclose?.();
      let waited = 0;
      while (wires.length === before) {
        vi.advanceTimersByTime(100);
        waited += 100;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it("takes a silent server for a lost one", () => {
    const { last, states, wires } = setUp();
    last().welcome(10);
    vi.advanceTimersByTime(61_000);
    expect(states.at(-1)).toBe("offline");
    expect(wires.length).toBe(2);
  });

  it("connects at once when the network comes back", () => {
    const { socket, last, wires } = setUp();
    last().onclose?.();
    socket.hurry();
    expect(wires).toHaveLength(2);
  });

  it("does not knock again when the server says that we are signed out", () => {
    const { last, wires } = setUp();
    last().onclose?.({ code: 4401 });
    vi.advanceTimersByTime(60_000);
    expect(wires).toHaveLength(1);
  });

  it("stays closed once stopped", () => {
    const { socket, last, wires } = setUp();
    last().welcome(1);
    socket.stop();
    vi.advanceTimersByTime(60_000);
    expect(wires).toHaveLength(1);
  });
});
