/** The app inside the iframe: hashed assets, relative addresses, nothing inline, so a strict CSP holds. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: "app",
  base: "./",
  build: {
    outDir: "../../src/otklik/static/widget/app",
    emptyOutDir: true,
    target: "esnext",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  test: {
    root: ".",
    environment: "happy-dom",
    include: ["tests/**/*.test.{ts,tsx}"],
    sequence: { shuffle: true },
  },
});
