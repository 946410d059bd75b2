/** What runs on the site's own side beside the loader: a module loaded on demand, and the worker, a classic script. */
import { defineConfig } from "vite";

const name = process.env.PART ?? "push";

export default defineConfig({
  publicDir: false,
  build: {
    outDir: "../src/otklik/static/widget",
    emptyOutDir: false,
    target: ["es2022", "safari16", "chrome92"],
    reportCompressedSize: false,
    rolldownOptions: {
      input: `page/${name}.ts`,
      preserveEntrySignatures: "strict",
      output: { format: name === "sw" ? "iife" : "es", entryFileNames: `${name}.js` },
    },
  },
});
