/** The app inside the iframe: hashed assets, relative addresses, nothing inline, so a strict CSP holds. */
import { defineConfig } from "vitest/config";
import { plainImports } from "./vite.plain.ts";

export default defineConfig({
  root: "app",
  base: "./",
  plugins: [plainImports],
  build: {
    outDir: "../../src/otklik/static/widget/app",
    emptyOutDir: true,
    target: "esnext",
    modulePreload: false,
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
