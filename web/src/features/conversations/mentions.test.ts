import { describe, expect, it } from "vitest";
import { matchingPeople, mentionAt, mentionedIn, mentionPieces, type Person } from "@/features/conversations/mentions";

const person = (id: string, name: string, kind: Person["kind"] = "operator"): Person => ({ id, name, kind, photo_url: null, online: false });
const ANNA = person("1", "Анна");
const ANNA_P = person("2", "Анна Петрова");
const PYOTR = person("3", "Пётр Сидоров");
const STORE = person("4", "Склад", "team");
const ALL = [ANNA, ANNA_P, PYOTR, STORE];
const names = (people: Person[]) => people.map(({ name }) => name);

describe("the word after @", () => {
  it("is found at the caret, with the spaces of a name", () => {
    expect(mentionAt("Спроси @Анна Пет", 16)).toEqual({ start: 7, word: "Анна Пет" });
    expect(mentionAt("@", 1)).toEqual({ start: 0, word: "" });
  });

  it("is not in an address or on another line", () => {
    expect(mentionAt("anna@shop.ru", 12)).toBeNull();
    expect(mentionAt("@Анна\nчто дальше", 16)).toBeNull();
  });
});

describe("colleagues offered", () => {
  it("are those whose name or surname begins so, whatever the case and ё", () => {
    expect(names(matchingPeople(ALL, "пет"))).toEqual(["Пётр Сидоров", "Анна Петрова"]);
  });

  it("are found in the wrong keyboard layout", () => {
    expect(names(matchingPeople(ALL, "crkfl"))).toEqual(["Склад"]);
  });

  it("are nobody once the sentence goes on", () => {
    expect(matchingPeople(ALL, "Анна Петрова посмотри")).toEqual([]);
  });
});

describe("whom a note calls", () => {
  it("is the longer of two names that fit", () => {
    expect(mentionedIn("@Анна Петрова, глянь", ALL)).toEqual({ operator_ids: ["2"], team_ids: [] });
  });

  it("is everybody named, teams as teams, each once", () => {
    expect(mentionedIn("@Анна и @Склад, и снова @Анна", ALL)).toEqual({ operator_ids: ["1"], team_ids: ["4"] });
  });

  it("is not a name that goes on", () => {
    expect(mentionedIn("@Аннабель", ALL)).toEqual({ operator_ids: [], team_ids: [] });
  });

  it("is every namesake", () => {
    expect(mentionedIn("@Анна", [ANNA, person("9", "Анна")]).operator_ids).toEqual(["1", "9"]);
  });
});

it("cuts a text at its mentions and loses no letter", () => {
  for (const text of ["", "@", "@@Анна", "Для @Анна Петрова: см. a@b.ru", "@Склад@Склад", "@Анна"]) {
    const back = mentionPieces(text, ALL).map((piece) => (typeof piece === "string" ? piece : `@${piece.name}`));
    expect(back.join("")).toBe(text);
  }
});
