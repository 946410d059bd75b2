/**
 * Prints what the visitor downloads, gzipped, and fails over the budget: loader 3 KB, app 20 KB.
 * What loads only when it is needed is counted by itself, each piece up to 3 KB.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";

const BUILT = new URL("../../src/otklik/static/widget/", import.meta.url).pathname;
const LOADER_BYTES_MAX = 3 * 1024;
const APP_BYTES_MAX = 20 * 1024;
const LATER_BYTES_MAX = 3 * 1024;

const gzipped = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

function built(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(js|css)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function report(title, paths, bytesMax) {
  const sizes = paths.map((path) => [relative(BUILT, path), gzipped(path)]);
  const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  for (const [name, bytes] of sizes) console.log(`  ${String(bytes).padStart(6)}  ${name}`);
  const kept = paths.length > 0 && total <= bytesMax;
  console.log(`${title}: ${total} of ${bytesMax} bytes gzip${kept ? "" : "  OVER BUDGET OR NOT BUILT"}`);
  return kept;
}

const loader = report("loader", [join(BUILT, "loader.js")], LOADER_BYTES_MAX);
const page = readFileSync(join(BUILT, "app/index.html"), "utf8");
const files = built(join(BUILT, "app"));
const atOnce = files.filter((path) => page.includes(relative(join(BUILT, "app"), path)));
const app = report("app", atOnce, APP_BYTES_MAX);
const later = [...files.filter((path) => !atOnce.includes(path)), join(BUILT, "push.js"), join(BUILT, "reach.js"), join(BUILT, "sw.js"), join(BUILT, "track.js")];
const pieces = later.map((path) => report(`when needed, ${relative(BUILT, path)}`, [path], LATER_BYTES_MAX));
process.exitCode = loader && app && pieces.every(Boolean) ? 0 : 1;
