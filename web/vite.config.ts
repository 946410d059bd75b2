// Builds the desk into the Python package, which serves it; in development it talks to a mock or to a real server.
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { cutCatalogues } from "./dev/catalogues.ts";
import { mockServer } from "./dev/mock.ts";

const server = process.env.OTKLIK_SERVER ?? "http://127.0.0.1:8000";
const mocked = process.env.OTKLIK_MOCK === "1";

/** What this many parts of the desk share is one file: the first screen is 14 requests, not 60, at the same weight. */
const SHARED_BY_MANY = 25;

export default defineConfig({
  plugins: [cutCatalogues(), react(), ...(mocked ? [mockServer()] : [])],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: { outDir: "../src/otklik/static/desk", emptyOutDir: true, assetsDir: "assets", target: "es2022", manifest: "assets/manifest.json", rolldownOptions: { output: { codeSplitting: { groups: [{ name: "common", minShareCount: SHARED_BY_MANY }] } } } },
  server: {
    port: 5173,
    ...(mocked ? {} : { proxy: { "/api": { target: server, ws: true }, "/widget": server } }),
  },
  // A property test on a busy machine takes its time; what hangs for ever still ends.
  test: { include: ["src/**/*.test.ts", "src/**/*.test.tsx"], sequence: { shuffle: true }, testTimeout: 30_000 },
});
