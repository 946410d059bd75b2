/** The contact button: one classic script without a hash, like the loader, in a file of its own: who wants the chat alone loads no more. */
import { defineConfig } from "vite";

export default defineConfig({
  publicDir: false,
  build: {
    outDir: "../src/otklik/static/widget",
    emptyOutDir: false,
    target: ["es2021", "safari14.1", "chrome92"],
    reportCompressedSize: false,
    rolldownOptions: {
      input: "reach/reach.ts",
      output: { format: "iife", entryFileNames: "reach.js" },
    },
  },
});
