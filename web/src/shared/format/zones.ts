/** Time zones as people say them: "Москва, UTC+3", not "Europe/Moscow". What is stored stays the IANA name. */
import type { Locale } from "@/shared/i18n/catalogue";
import { CITIES_RU } from "@/shared/format/cities";

/** The place by which the zone is known and how far it is from UTC at that moment; the IANA name of a zone the browser does not know. */
export function zoneName(zone: string, locale: Locale, at: Date): string {
  try {
    const offset = part(zone, "en", "shortOffset", at).replace("GMT", "UTC").replace("-", "\u2212");
    return zone === "UTC" ? "UTC" : `${placeOf(zone, locale, at)}, ${offset === "UTC" ? "UTC+0" : offset}`;
  } catch (error) {
    if (error instanceof RangeError) return zone;
    throw error;
  }
}

/** A city or a country. Where English has only letters ("ET"), the city of the IANA name. */
function placeOf(zone: string, locale: Locale, at: Date): string {
  const city = locale === "ru" && CITIES_RU[zone];
  if (city) return city;
  const said = part(zone, locale, "shortGeneric", at).replace(/ Time$/, "");
  return /\p{Ll}/u.test(said) ? said : cityOf(zone);
}

function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
}

function part(timeZone: string, locale: string, timeZoneName: "shortGeneric" | "shortOffset", at: Date): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName }).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

export interface ZoneChoice {
  value: string;
  label: string;
}

/** Every zone there is, and these; by name. */
export function zoneChoices(known: readonly string[], locale: Locale, at: Date): ZoneChoice[] {
  const zones = [...new Set([...known, ...Intl.supportedValuesOf("timeZone")])];
  return zones.map((value) => ({ value, label: zoneName(value, locale, at) })).sort((one, other) => one.label.localeCompare(other.label, locale));
}

/** By the place, the distance or the IANA name, in any order. */
export function zoneFits({ value, label }: ZoneChoice, words: string): boolean {
  const said = `${label} ${label.replace("\u2212", "-")} ${value} ${cityOf(value)}`.toLocaleLowerCase();
  return words.trim().toLocaleLowerCase().split(/\s+/).every((word) => said.includes(word));
}
