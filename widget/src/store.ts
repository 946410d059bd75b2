/** This browser's memory of the visitor: localStorage where allowed, else only as long as the page lives. */
import { channel } from "./bridge";

const PREFIX = `otklik:${channel}:`;
const memory = new Map<string, string>();

/** False where the browser forbids storage to an iframe; the host page then keeps the token. */
export let lasting = true;

export function get(name: string): string {
  try {
    return localStorage.getItem(PREFIX + name) ?? "";
  } catch {
    lasting = false;
    return memory.get(name) ?? "";
  }
}

export function set(name: string, value: string): void {
  try {
    if (value) localStorage.setItem(PREFIX + name, value);
    else localStorage.removeItem(PREFIX + name);
  } catch {
    lasting = false;
    memory.set(name, value);
  }
}
