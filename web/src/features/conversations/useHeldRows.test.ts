import { describe, expect, it } from "vitest";
import type { ConversationRow } from "@/shared/api/types";
import { heldOrder } from "@/features/conversations/useHeldRows";

const row = (id: string, preview = "") => ({ id, preview }) as ConversationRow;
const ids = (rows: ConversationRow[]) => rows.map(({ id }) => id);

describe("a list under the pointer", () => {
  it("keeps its order while a row moves up", () => {
    expect(ids(heldOrder([row("a"), row("b")], [row("b"), row("a")]).rows)).toEqual(["a", "b"]);
  });

  it("counts new rows instead of showing them", () => {
    const held = heldOrder([row("a")], [row("new"), row("a")]);
    expect([ids(held.rows), held.waiting]).toEqual([["a"], 1]);
  });

  it("lets in the rows of the next page at the end", () => {
    const held = heldOrder([row("a"), row("b")], [row("a"), row("b"), row("c")]);
    expect([ids(held.rows), held.waiting]).toEqual([["a", "b", "c"], 0]);
  });

  it("shows new words in their old place", () => {
    expect(heldOrder([row("a", "old")], [row("a", "new")]).rows[0]?.preview).toBe("new");
  });

  it("does not pull a row away while it is aimed at", () => {
    expect(ids(heldOrder([row("a"), row("b")], [row("b")]).rows)).toEqual(["a", "b"]);
  });
});
