import { describe, expect, it } from "vitest";
import { readCoordinates, sayCoordinates } from "@/features/reach/coordinates";

describe("coordinates", () => {
  it.each([
    ["55.7520, 37.5975", 55.752, 37.5975],
    ["55.7520 37.5975", 55.752, 37.5975],
    [" 55.752;37.5975 ", 55.752, 37.5975],
    ["55,752; 37,5975", 55.752, 37.5975],
    ["-33.86°, 151.2°", -33.86, 151.2],
    ["55, 37", 55, 37],
  ])("are read as they are copied: %s", (typed, latitude, longitude) => {
    expect(readCoordinates(typed)).toEqual({ latitude, longitude });
  });

  it.each(["", "55.7520", "Арбат, 1", "91, 0", "0, 181", "1, 2, 3"])("are not made of what is none: %s", (typed) => {
    expect(readCoordinates(typed)).toBeNull();
  });

  it("are said as they are read", () => {
    expect(sayCoordinates({ latitude: 55.752, longitude: -0.1 })).toBe("55.752, -0.1");
  });
});
