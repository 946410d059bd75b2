import { describe, expect, it } from "vitest";
import { channelWay, moved, newWay, snippet, speaks, unused } from "@/features/reach/ways";

const offers = ["1", "2"].map((channel_id) => ({ channel_id, kind: "telegram", name: "", url: "", takes_words: channel_id === "1" }));

describe("ways to the company", () => {
  it("a new way has a name of its own, and a channel always the same", () => {
    expect(newWay("phone").id).not.toBe(newWay("phone").id);
    expect(newWay("phone").id).toMatch(/^[a-z0-9]{16}$/);
    expect(channelWay("0190-AB").id).toBe(channelWay("0190-AB").id);
  });

  it("a way moves by one and the others keep their order", () => {
    expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  });

  it("offers only the channels that are not shown yet", () => {
    expect(unused({ offers }, [channelWay("1")]).map(({ channel_id }) => channel_id)).toEqual(["2"]);
  });

  it("first words are asked for only where the way carries them", () => {
    expect(speaks(newWay("email"), [])).toBe(true);
    expect(speaks(newWay("phone"), [])).toBe(false);
    expect(speaks(channelWay("1"), offers)).toBe(true);
    expect(speaks(channelWay("2"), offers)).toBe(false);
  });

  it("writes the line for a site", () => {
    const kit = { script_url: "https://o.example/widget/reach.js", public_id: "abc" };
    expect(snippet(kit, true)).toBe('<script src="https://o.example/widget/reach.js" data-reach="abc" data-block async></script>');
  });
});
