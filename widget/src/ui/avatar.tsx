/** A real photo, else the initials of the real name, else nothing: no stock faces. */
import { h } from "preact";
import type { Operator } from "../api";

const initials = (name: string): string =>
  name
    .trim()
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => String.fromCodePoint(word.codePointAt(0) ?? 32).toUpperCase())
    .join("");

export function Avatar({ person }: { person: Operator }) {
  if (!person.name) return null;
  return person.photo_url ? (
    <img class="avatar" src={person.photo_url} alt="" />
  ) : (
    <span class="avatar" aria-hidden="true">
      {initials(person.name)}
    </span>
  );
}
