import { describe, expect, it } from "vitest";
import { pastedFiles } from "@/features/conversations/pasted";

const NOW = new Date(2026, 10, 25, 9, 5, 7);
const picture = () => new File(["x"], "image.png", { type: "image/png" });

describe("pasting", () => {
  it("names nameless pictures by the moment, each its own", () => {
    const files = pastedFiles({ files: [picture(), picture()], types: ["Files"] }, NOW);
    expect(files.map(({ name, type }) => [name, type])).toEqual([
      ["2026-11-25 09-05-07.png", "image/png"],
      ["2026-11-25 09-05-07 2.png", "image/png"],
    ]);
  });

  it("leaves a file its name", () => {
    expect(pastedFiles({ files: [new File(["x"], "счёт.pdf")], types: ["Files"] }, NOW)[0]?.name).toBe("счёт.pdf");
  });

  it("takes the words, not the picture of them", () => {
    expect(pastedFiles({ files: [picture()], types: ["text/plain", "text/html", "Files"] }, NOW)).toEqual([]);
  });
});
