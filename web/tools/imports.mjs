// Runs dependency-cruiser and refuses a silent pass: a run that saw no modules has checked nothing.
import { cruise } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { createRequire } from "node:module";

const MODULES_MIN = 60;
const config = createRequire(import.meta.url)("../.dependency-cruiser.cjs");
const { output } = await cruise(
  ["src"],
  { ...config.options, validate: true, ruleSet: { forbidden: config.forbidden } },
  undefined,
  { tsConfig: extractTSConfig("tsconfig.json") },
);
const { summary } = output;
for (const violation of summary.violations) console.error(`${violation.rule.name}: ${violation.from} -> ${violation.to}`);
console.log(`imports: ${summary.totalCruised} modules, ${summary.totalDependenciesCruised} dependencies, ${summary.violations.length} violations`);
if (summary.totalCruised < MODULES_MIN || summary.totalDependenciesCruised === 0) {
  console.error(`imports: expected at least ${MODULES_MIN} modules; the check did not see the project`);
  process.exit(1);
}
process.exit(summary.error > 0 ? 1 : 0);
