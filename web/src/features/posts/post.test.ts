import { expect, test } from "vitest";
import { draftOf, givenOf, markOf, personal, retitled, stateOf } from "@/features/posts/post";
import type { Post, PostCopy } from "@/shared/api/types";

const COPY: PostCopy = { id: "c", community_id: "tea", title: "Чай", kind: "telegram", text: null, state: "published", code: "", url: "", published_at: null };
const POST: Post = { id: "p", title: "Новый чай", text: "Привезли", pictures: [{ id: "f", name: "a.png", size: 1 }], button_label: "", button_url: "", utm_campaign: "novyy-chay", state: "draft", publish_at: null, copies: [COPY], revision: 1, updated_at: "2026-12-01T00:00:00Z" };

test("what is saved is what was opened", () => {
  expect(givenOf(draftOf(POST))).toEqual({ title: "Новый чай", text: "Привезли", picture_ids: ["f"], button_label: "", button_url: "", utm_campaign: "novyy-chay", communities: [{ community_id: "tea", text: null }] });
});

test("the campaign's name follows the title until somebody writes their own", () => {
  expect(markOf("Новый чай: скидка 20 %")).toBe("novyy-chay-skidka-20");
  expect(retitled(draftOf(POST), "Щедрый июль").utm_campaign).toBe("schedryy-iyul");
  expect(retitled({ ...draftOf(POST), utm_campaign: "own" }, "Июль").utm_campaign).toBe("own");
});

test("a post is in trouble as soon as one community is", () => {
  const started: Post = { ...POST, state: "started" };
  expect(stateOf(POST)).toBe("draft");
  expect(stateOf(started)).toBe("published");
  expect(stateOf({ ...started, copies: [COPY, { ...COPY, state: "waiting" }] })).toBe("going");
  expect(stateOf({ ...started, copies: [COPY, { ...COPY, state: "unknown" }] })).toBe("trouble");
});

test("a template's own values are named", () => {
  expect(personal("Здравствуйте, {{ person.first_name | default: 'друг' }}! {% if person.age %}a{% endif %}{{person.first_name}}")).toEqual(["person.first_name", "if", "endif"]);
  expect(personal("Скидка 20 %")).toEqual([]);
});
