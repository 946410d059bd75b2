/** The connection form's values: from a saved channel or the manifest's defaults, to what the server takes. Pure. */
import type { ChannelConfig, ConfigField, ConfigValue } from "@/shared/api/types";

export type FormValues = Record<string, ConfigValue>;

export function initialValues(fields: readonly ConfigField[], saved: ChannelConfig = {}): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, initialValue(field, saved[field.name])]));
}

function initialValue(field: ConfigField, saved: ChannelConfig[string] | undefined): ConfigValue {
  if (saved !== undefined && saved !== null && !isSecretMark(saved)) return saved;
  if (field.kind === "secret") return "";
  return field.default ?? { text: "", number: "", boolean: false, choice: field.choices[0] ?? "", list: [] }[field.kind];
}

export function isSecretMark(value: ChannelConfig[string] | undefined): value is { set: boolean } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A key or a certificate as the form takes it: a text as it is, anything else in base64. */
export async function secretOf(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.every((one) => one < 127 && (one >= 32 || one === 9 || one === 10 || one === 13))) return new TextDecoder().decode(bytes);
  return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
}

/** A secret that is saved and was not typed anew is not sent: the server keeps its own. */
export function valuesToSend(fields: readonly ConfigField[], values: FormValues): Record<string, ConfigValue> {
  const kept = fields.filter(({ name, kind }) => !isLeftOut(kind, values[name]));
  return Object.fromEntries(kept.map(({ name }) => [name, values[name] ?? ""]));
}

function isLeftOut(kind: ConfigField["kind"], value: ConfigValue | undefined): boolean {
  return (kind === "secret" || kind === "number") && (value === "" || value === null || value === undefined);
}

/** Names of fields whose whole value the server would refuse. */
export function wrongFields(fields: readonly ConfigField[], values: FormValues): string[] {
  return fields.filter((field) => !matches(field, values[field.name])).map(({ name }) => name);
}

function matches({ pattern }: ConfigField, value: ConfigValue | undefined): boolean {
  if (!pattern) return true;
  const texts = Array.isArray(value) ? value : typeof value === "string" && value !== "" ? [value] : [];
  const whole = compiled(pattern);
  return whole === null || texts.every((text) => whole.test(text));
}

/** A pattern this browser cannot read is left to the server to check. */
function compiled(pattern: string): RegExp | null {
  try {
    return new RegExp(`^(?:${pattern})$`, "u");
  } catch {
    return null;
  }
}

const SECRET_BYTES = 32;

/** A secret for two servers, base64 of 32 random bytes: it never leaves this page but by being saved and copied. */
export function newSecret(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(SECRET_BYTES))));
}
