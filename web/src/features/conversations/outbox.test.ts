import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/shared/api/http";
import type { Message } from "@/shared/api/types";
import { Outbox, UNDO_MS } from "@/features/conversations/outbox";

const draft = (text: string) => ({ text, attachment_ids: [] });

function setUp(answer: () => Promise<Message> = () => Promise.resolve({ id: "1" } as Message)) {
  const sent: { text: string; key: string }[] = [];
  const box = new Outbox((_, { text }, key) => {
    sent.push({ text, key });
    return answer();
  });
  return { box, sent };
}

describe("the outbox", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("sends nothing while the message can still be undone", () => {
    const { box, sent } = setUp();
    const key = box.hold("c", draft("hello"));
    vi.advanceTimersByTime(UNDO_MS - 1);
    expect(box.undo(key)?.draft.text).toBe("hello");
    vi.advanceTimersByTime(UNDO_MS);
    expect(sent).toEqual([]);
  });

  it("gives the files back with the words", () => {
    const { box } = setUp();
    const file = { key: "k", name: "photo.png", size: 10, share: 1, id: "f", error: null };
    const key = box.hold("c", { text: "look", attachment_ids: ["f"] }, [file]);
    expect(box.undo(key)?.files).toEqual([file]);
  });

  it("sends when the time for undoing is over, and forgets the message once the server has it", async () => {
    const { box, sent } = setUp();
    box.hold("c", draft("hello"));
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(sent.map(({ text }) => text)).toEqual(["hello"]);
    expect(box.list()).toEqual([]);
  });

  it("keeps the order: a second message pushes the first out", () => {
    const { box, sent } = setUp();
    box.hold("c", draft("first"));
    box.hold("c", draft("second"));
    expect(sent.map(({ text }) => text)).toEqual(["first"]);
  });

  it("repeats a refused message under the same key, so that it cannot double", async () => {
    let online = false;
    const { box, sent } = setUp(() => (online ? Promise.resolve({ id: "1" } as Message) : Promise.reject(new ApiError(0, "network.unreachable"))));
    const key = box.hold("c", draft("hello"));
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(box.list()[0]?.state).toBe("refused");
    online = true;
    box.release(key);
    await vi.advanceTimersByTimeAsync(0);
    expect(new Set(sent.map((one) => one.key))).toEqual(new Set([key]));
    expect(box.list()).toEqual([]);
  });

  it("cannot undo what has already left", () => {
    const { box } = setUp(() => new Promise(() => undefined));
    const key = box.hold("c", draft("hello"));
    box.release(key);
    expect(box.undo(key)).toBeNull();
  });

  it("sends everything held when the tab closes", () => {
    const { box, sent } = setUp();
    box.hold("a", draft("one"));
    box.hold("b", draft("two"));
    box.flush(undefined, true);
    expect(sent.map(({ text }) => text)).toEqual(["one", "two"]);
  });
});
