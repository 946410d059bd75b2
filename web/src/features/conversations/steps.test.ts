import { describe, expect, it } from "vitest";
import { placeOf, stepped, type Place } from "@/features/conversations/steps";

const NOWHERE: Place = { id: undefined, at: -1 };
const rowsOf = (ids: string) => ids.split("").map((id) => ({ id }));

describe("stepping through the list", () => {
  it("begins at the top and stops at either end", () => {
    expect(stepped(rowsOf("abc"), NOWHERE, 1)).toBe("a");
    expect(stepped(rowsOf("abc"), placeOf(rowsOf("abc"), "c", NOWHERE), 1)).toBe("c");
    expect(stepped(rowsOf("abc"), placeOf(rowsOf("abc"), "a", NOWHERE), -1)).toBe("a");
    expect(stepped([], NOWHERE, 1)).toBeUndefined();
  });

  it("goes on from where a row was that has left the list", () => {
    const before = placeOf(rowsOf("abcd"), "b", NOWHERE);
    const place = placeOf(rowsOf("acd"), "b", before);
    expect(stepped(rowsOf("acd"), place, 1)).toBe("c");
    expect(stepped(rowsOf("acd"), place, -1)).toBe("a");
  });

  it("is at the new last row when the last one left", () => {
    const place = placeOf(rowsOf("ab"), "c", placeOf(rowsOf("abc"), "c", NOWHERE));
    expect(stepped(rowsOf("ab"), place, 1)).toBe("b");
  });

  it("begins at the top beside a conversation that is not of this list", () => {
    expect(stepped(rowsOf("ab"), placeOf(rowsOf("ab"), "z", placeOf(rowsOf("ab"), "b", NOWHERE)), 1)).toBe("a");
  });
});
