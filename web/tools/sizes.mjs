// Prints what the first screen after sign-in (the inbox) costs, every chunk it waits for, and refuses a build past the bar.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const OUT = "../src/otklik/static/desk";
const FIRST_SCREEN = ["index.html", "src/features/conversations/screens/Inbox.tsx", "src/shared/i18n/ru.json?first"];
const FIRST_SCREEN_KIB_MAX = 250;
const manifest = JSON.parse(readFileSync(`${OUT}/assets/manifest.json`, "utf8"));
const scripts = new Set();
const styles = new Set();

function walk(name) {
  const chunk = manifest[name];
  if (!chunk) throw new Error(`sizes: ${name} is not in the manifest`);
  if (scripts.has(chunk.file)) return;
  scripts.add(chunk.file);
  for (const style of chunk.css ?? []) styles.add(style);
  for (const part of chunk.imports ?? []) walk(part);
}

FIRST_SCREEN.forEach(walk);
const weigh = (file) => gzipSync(readFileSync(`${OUT}/${file}`)).length / 1024;
const sum = (files) => [...files].reduce((total, file) => total + weigh(file), 0);
console.log(`first screen: JS ${sum(scripts).toFixed(1)} KiB gzip in ${scripts.size} files, CSS ${sum(styles).toFixed(1)} KiB gzip`);
if (sum(scripts) > FIRST_SCREEN_KIB_MAX) {
  console.error(`first screen: over ${FIRST_SCREEN_KIB_MAX} KiB`);
  process.exit(1);
}
