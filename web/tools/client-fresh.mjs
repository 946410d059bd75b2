// The committed client must equal what openapi.json gives today.
import { existsSync, readFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const SPEC = "openapi.json";
const CLIENT = "src/shared/api/generated.gen.ts";
if (!existsSync(SPEC)) {
  console.log(`client: no ${SPEC} yet, nothing to compare`);
  process.exit(0);
}
const fresh = astToString(await openapiTS(JSON.parse(readFileSync(SPEC, "utf8"))));
const committed = existsSync(CLIENT) ? readFileSync(CLIENT, "utf8") : "";
const stripped = (text) => text.replace(/^\/\*\*[\s\S]*?\*\/\s*/, "").trim();
if (stripped(fresh) !== stripped(committed)) {
  console.error(`client: ${CLIENT} is older than ${SPEC}; run npm run client`);
  process.exit(1);
}
console.log("client: fresh");
