import { expect, it } from "vitest";
import { durationParts } from "@/shared/format/duration";
import { phrase } from "@/shared/i18n/catalogue";
import ru from "@/shared/i18n/ru.json";
import { NEW_TARGET } from "@/features/targets/rules";
import { sentences } from "@/features/targets/words";

const UNITS = { s: "с", min: "мин", h: "ч", d: "дн" };
const tongue = {
  t: (key: keyof typeof ru, params = {}) => phrase(ru[key], "ru", params),
  duration: (seconds: number) => durationParts(seconds).map(([count, unit]) => `${count} ${UNITS[unit]}`).join(" "),
};
const NAMES = { channel: "Чат", team: "Опт", label: "Жалоба", escalateTeam: "Дежурные" };

it("a target of two times says both, and when the warning of each comes", () => {
  expect(sentences({ ...NEW_TARGET, first_seconds: 600, any_seconds: 3600, warn_percent: 50 }, NAMES, tongue)).toEqual([
    "Первый ответ за 10 мин, каждый следующий за 1 ч, считая рабочие часы.",
    "Для всех диалогов.",
    "После 50\u00a0% времени (5 мин или 30 мин) предупредим того, кто ведёт диалог.",
  ]);
});

it("names every condition, and what happens before and at the breach", () => {
  const target = { ...NEW_TARGET, first_seconds: null, any_seconds: 600, working: false, channel_id: "c", label_id: "l", tier: "Золото", warn_percent: null, reassign_percent: 80, escalate_percent: 100, escalate_team_id: "t" };
  expect(sentences(target, NAMES, tongue)).toEqual([
    "Каждый ответ за 10 мин, круглосуточно.",
    "Для диалогов, где канал «Чат», метка «Жалоба», уровень клиента «Золото».",
    "После 80\u00a0% времени (8 мин) вернём диалог в очередь, чтобы ответил другой.",
    "Когда время выйдет, передадим диалог команде «Дежурные».",
  ]);
});

it("says by when the conversation is to be closed, beside the answers and alone", () => {
  const solved = { ...NEW_TARGET, first_seconds: null, any_seconds: 600, solve_seconds: 28_800, warn_percent: 50 };
  expect(sentences(solved, NAMES, tongue)[0]).toBe("Каждый ответ за 10 мин, диалог закрыт за 8 ч, считая рабочие часы.");
  expect(sentences(solved, NAMES, tongue)[2]).toBe("После 50\u00a0% времени (5 мин или 4 ч) предупредим того, кто ведёт диалог.");
  expect(sentences({ ...solved, any_seconds: null }, NAMES, tongue)[0]).toBe("Диалог закрыт за 8 ч, считая рабочие часы.");
});

it("says nothing while no time is given", () => {
  expect(sentences({ ...NEW_TARGET, first_seconds: null, any_seconds: null }, NAMES, tongue)).toEqual([]);
});
