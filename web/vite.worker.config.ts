// Builds the service worker: one plain script at the root, so that every browser takes it and it may serve every page.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const WORDS = "virtual:notification-words";

/** The worker says notifications in both languages and nothing else: it does not carry the whole catalogues. */
function notificationWords(): Plugin {
  const cut = (locale: string) => {
    const path = fileURLToPath(new URL(`./src/shared/i18n/${locale}.json`, import.meta.url));
    const all = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(all).filter(([key]) => key.startsWith("notifications.")));
  };
  return {
    name: "notification-words",
    resolveId: (id) => (id === WORDS ? `\0${WORDS}` : undefined),
    load: (id) => (id === `\0${WORDS}` ? `export default ${JSON.stringify({ ru: cut("ru"), en: cut("en") })}` : undefined),
  };
}

export default defineConfig({
  plugins: [notificationWords()],
  publicDir: false,
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../src/otklik/static/desk",
    emptyOutDir: false,
    target: "es2022",
    lib: { entry: "worker/worker.ts", formats: ["iife"], name: "otklik", fileName: () => "sw.js" },
  },
});
