/**
 * Vite wraps every `import()` in a helper that fetches style sheets first: half a kilobyte for nothing, since what we load
 * later has none of its own. It leaves a worker's imports as they are written, so ours pass for one.
 */
import type { Plugin } from "vite";

export const plainImports: Plugin = {
  name: "plain-imports",
  configResolved(config) {
    (config as { isWorker: boolean }).isWorker = true;
  },
};
