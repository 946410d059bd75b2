/** The person's language: one catalogue is loaded, switching loads the other. */
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { isLocale, phrase, type Catalogue, type Locale, type Params } from "@/shared/i18n/catalogue";
import type en from "@/shared/i18n/en.json";
import { recall, remember } from "@/shared/memory";

export { LOCALES, isLocale, type Locale, type Params } from "@/shared/i18n/catalogue";
export type Key = keyof typeof en;

export interface I18n {
  locale: Locale;
  t: (key: Key, params?: Params) => string;
  /** A sentence for a code the server sent: `known.<code>` if the catalogue has it, else null. */
  byCode: (area: string, code: string, params?: Params) => string | null;
  /** The right language of a provider's own words. */
  words: (text: Partial<Record<string, string>> | null | undefined) => string;
  setLocale: (locale: Locale) => void;
}

export interface Loaded {
  locale: Locale;
  catalogue: Catalogue;
  /** False while only the first screen's words are here. */
  whole: boolean;
}

type Part = () => Promise<{ default: unknown }>;

const FIRST: Record<Locale, Part> = {
  ru: () => import("@/shared/i18n/ru.json?first"),
  en: () => import("@/shared/i18n/en.json?first"),
};
const REST: Record<Locale, Part> = {
  ru: () => import("@/shared/i18n/ru.json?rest"),
  en: () => import("@/shared/i18n/en.json?rest"),
};

export function preferredLocale(): Locale {
  const kept = recall<string>("locale", "");
  if (isLocale(kept)) return kept;
  return navigator.language.startsWith("ru") ? "ru" : "en";
}

/** All that the language has to say. */
export async function loadCatalogue(locale: Locale): Promise<Catalogue> {
  const [first, rest] = await Promise.all([FIRST[locale](), REST[locale]()]);
  return { ...(first.default as Catalogue), ...(rest.default as Catalogue) };
}

/** What the inbox needs to be painted; the provider fetches the rest by itself. */
export async function loadFirst(locale: Locale): Promise<Loaded> {
  return { locale, catalogue: (await FIRST[locale]()).default as Catalogue, whole: false };
}

export async function loadWhole(locale: Locale): Promise<Loaded> {
  return { locale, catalogue: await loadCatalogue(locale), whole: true };
}

export function makeI18n({ locale, catalogue, whole }: Loaded, setLocale: (locale: Locale) => void): I18n {
  return {
    locale,
    setLocale,
    t: (key, params) => phrase(catalogue[key] ?? (whole ? key : ""), locale, params),
    byCode: (area, code, params) => {
      const entry = catalogue[`${area}.${code}`];
      return entry === undefined ? null : phrase(entry, locale, params);
    },
    words: (text) => text?.[locale] ?? text?.en ?? "",
  };
}

const I18nContext = createContext<I18n | null>(null);

export function I18nProvider({ initial, children }: { initial: Loaded; children: ReactNode }) {
  const [loaded, setLoaded] = useState(initial);
  const setLocale = useCallback((locale: Locale) => {
    remember("locale", locale);
    void loadWhole(locale).then(setLoaded);
  }, []);
  const { locale, whole } = loaded;
  useEffect(() => {
    if (!whole) void loadWhole(locale).then((all) => setLoaded((now) => (now.locale === locale ? all : now)));
  }, [locale, whole]);
  useEffect(() => {
    document.documentElement.lang = loaded.locale;
  }, [loaded.locale]);
  const value = useMemo(() => makeI18n(loaded, setLocale), [loaded, setLocale]);
  return <I18nContext value={value}>{children}</I18nContext>;
}

export function useI18n(): I18n {
  const value = use(I18nContext);
  if (!value) throw new Error("useI18n outside I18nProvider");
  return value;
}

export function useT(): I18n["t"] {
  return useI18n().t;
}

/** For what others will read: their language where the desk speaks it, as soon as its words are here. */
export function useTIn(language: string): I18n["t"] {
  const { locale, setLocale, t } = useI18n();
  const [other, setOther] = useState<Loaded | null>(null);
  const wanted = isLocale(language) && language !== locale ? language : null;
  useEffect(() => {
    if (wanted) void loadWhole(wanted).then(setOther);
  }, [wanted]);
  return other !== null && other.locale === wanted ? makeI18n(other, setLocale).t : t;
}
