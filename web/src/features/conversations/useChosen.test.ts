import { expect, it } from "vitest";
import { between } from "@/features/conversations/useChosen";

it("a range goes from the last chosen to this one, either way, and is one row when the last is gone", () => {
  expect(between(["a", "b", "c", "d"], "b", "d")).toEqual(["b", "c", "d"]);
  expect(between(["a", "b", "c", "d"], "c", "a")).toEqual(["a", "b", "c"]);
  expect(between(["a", "b"], "gone", "b")).toEqual(["b"]);
});
