import { describe, expect, it } from "vitest";
import { missing, retarget, targetsOf } from "@/features/activity/columns";
import type { ImportPlan } from "@/shared/api/types";

const plan: ImportPlan = {
  columns: [
    { target: "email", name: "", kind: "text" },
    { target: "attribute", name: "Город", kind: "text" },
  ],
  duplicates: "update",
  fact_name: "",
  consent: { purpose: "", said: "" },
};

describe("columns of an import", () => {
  it("takes what another column was for away from it", () => {
    const changed = retarget(plan, 1, "email", "Почта");
    expect(changed.columns.map(({ target }) => target)).toEqual(["skip", "email"]);
  });
  it("gives an attribute the column's title", () => {
    expect(retarget(plan, 0, "attribute", " Почта ").columns[0]).toEqual({ target: "attribute", name: "Почта", kind: "text" });
  });
  it("says what is missing", () => {
    expect(missing("people", plan)).toEqual([]);
    expect(missing("facts", plan)).toEqual(["at", "name"]);
    expect(missing("people", retarget(plan, 0, "consent", "Согласие"))).toEqual(["person", "consent"]);
    const agreed = { ...retarget(plan, 1, "consent", "Согласие"), consent: { purpose: "news", said: "Анкета" } };
    expect(missing("people", agreed)).toEqual([]);
    expect(targetsOf("people")).not.toContain("product");
  });
});
