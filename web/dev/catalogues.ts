// Cuts each catalogue in two for the build: `ru.json?first` and `ru.json?rest` (src/shared/i18n/first.ts says which is which).
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";
import { isFirstScreen } from "../src/shared/i18n/first.ts";

const CUT = /^(.*\/i18n\/(?:ru|en)\.json)\?(first|rest)$/;

export function cutCatalogues(): Plugin {
  return {
    name: "cut-catalogues",
    enforce: "pre",
    load(id) {
      const [, path, part] = CUT.exec(id) ?? [];
      if (!path) return undefined;
      this.addWatchFile(path);
      const all = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
      const wanted = Object.entries(all).filter(([key]) => isFirstScreen(key) === (part === "first"));
      return { code: `export default ${JSON.stringify(Object.fromEntries(wanted))}`, moduleType: "js" };
    },
  };
}
