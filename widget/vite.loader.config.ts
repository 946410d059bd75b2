/** The loader: one classic script without a hash, because a snippet once pasted into a shop must work for ever. */
import { defineConfig } from "vite";
import { plainImports } from "./vite.plain.ts";

export default defineConfig({
  publicDir: false,
  plugins: [plainImports],
  build: {
    outDir: "../src/otklik/static/widget",
    emptyOutDir: false,
    target: ["es2021", "safari14.1", "chrome92"],
    reportCompressedSize: false,
    rolldownOptions: {
      input: "loader/loader.ts",
      output: { format: "iife", entryFileNames: "loader.js" },
    },
  },
});
