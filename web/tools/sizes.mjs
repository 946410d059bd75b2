// Prints what the first screen costs and refuses a build past the bar.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const OUT = "../src/otklik/static/desk";
const FIRST_SCREEN_KIB_MAX = 250;
const html = readFileSync(`${OUT}/index.html`, "utf8");
const weigh = (path) => gzipSync(readFileSync(`${OUT}${path}`)).length / 1024;
const linked = (pattern) => [...html.matchAll(pattern)].map((match) => match[1]);
const scripts = linked(/(?:src|href)="(\/assets\/[^"]+\.js)"/g);
const styles = linked(/href="(\/assets\/[^"]+\.css)"/g);
const sum = (paths) => paths.reduce((total, path) => total + weigh(path), 0);
console.log(`first screen: JS ${sum(scripts).toFixed(1)} KiB gzip, CSS ${sum(styles).toFixed(1)} KiB gzip`);
if (sum(scripts) > FIRST_SCREEN_KIB_MAX) {
  console.error(`first screen: over ${FIRST_SCREEN_KIB_MAX} KiB`);
  process.exit(1);
}
