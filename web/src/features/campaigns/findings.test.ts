import { expect, test } from "vitest";
import { told } from "@/features/campaigns/findings";

const missing = (name: string) => ({ code: "campaigns.value_missing", severity: "error" as const, params: { name } });
const unchosen = (variant: number) => ({ code: "campaigns.template_missing", severity: "error" as const, params: { channel: "Почта", variant } });

test("values that are missing stand in one line, by the names people gave them", () => {
  const found = told([missing("gift"), missing("order_url")], new Map([["gift", "Подарок"]]));
  expect(found).toEqual([{ code: "campaigns.value_missing", severity: "error", params: { name: "Подарок, order_url" }, step: "message" }]);
});

test("what is wrong with two variants of one channel is said once", () => {
  expect(told([unchosen(0), unchosen(1)], new Map())).toHaveLength(1);
});

test("what stands in the way comes first, and says where it is mended", () => {
  const late = { code: "campaigns.moment_past", severity: "warning" as const, params: {} };
  const uncounted = { code: "campaigns.not_counted", severity: "warning" as const, params: {} };
  expect(told([late, uncounted, missing("gift")], new Map()).map(({ step }) => step)).toEqual(["message", "when", null]);
});
