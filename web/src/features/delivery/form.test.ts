import { describe, expect, it } from "vitest";
import type { ConfigField } from "@/shared/api/types";
import { initialValues, secretOf, valuesToSend, wrongFields } from "@/features/delivery/form";

const field = (name: string, kind: ConfigField["kind"], change: Partial<ConfigField> = {}): ConfigField => ({ name, kind, label: {}, help: {}, required: false, default: null, choices: [], pattern: "", length_max: 500, advanced: false, destination: false, made: false, file: false, ...change });

const fields = [field("address", "text", { pattern: "[^\\s@<>]+@[^\\s@<>]+" }), field("password", "secret"), field("port", "number", { default: 993 }), field("folders", "list", { pattern: "\\S+" }), field("mode", "choice", { choices: ["tls", "none"] })];

describe("a connection form", () => {
  it("begins with the manifest's defaults", () => {
    expect(initialValues(fields)).toEqual({ address: "", password: "", port: 993, folders: [], mode: "tls" });
  });

  it("shows what is saved, but never a secret", () => {
    const saved = { address: "a@b.ru", password: { set: true }, port: 143, folders: ["INBOX"], mode: "none" };
    expect(initialValues(fields, saved)).toEqual({ address: "a@b.ru", password: "", port: 143, folders: ["INBOX"], mode: "none" });
  });

  it("does not overwrite a saved secret with emptiness", () => {
    expect(valuesToSend(fields, initialValues(fields))).not.toHaveProperty("password");
  });

  it("sends a secret that was typed anew", () => {
    expect(valuesToSend(fields, { ...initialValues(fields), password: "new" })).toHaveProperty("password", "new");
  });

  it("names the fields that do not match as a whole", () => {
    expect(wrongFields(fields, { address: "x a@b.ru", folders: ["INBOX", "two words"] })).toEqual(["address", "folders"]);
  });

  it("lets an empty optional field be", () => {
    expect(wrongFields(fields, initialValues(fields))).toEqual([]);
  });
});

it("a chosen file goes in as it is when it is a text, and in base64 when it is none", async () => {
  const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  expect(await secretOf(new Blob([pem]))).toBe(pem);
  expect(await secretOf(new Blob([new Uint8Array([0x30, 0x82, 0, 255])]))).toBe("MIIA/w==");
});
