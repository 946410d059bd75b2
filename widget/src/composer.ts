/** What the visitor is putting together: the draft, files on their way up, the preview and the suggestions for it. */
import * as api from "./api";
import { Refused, type Attachment, type Suggestion } from "./api";
import { chat, start, tellTyping, write } from "./chat";
import { newKey } from "./keys";
import { maskCards } from "./mask";
import { changed } from "./screen";
import * as store from "./store";

const TYPING_MS = 1000;
const SUGGEST_MS = 300;
const SUGGEST_FROM_LENGTH = 3;
const SUGGEST_TO_LENGTH = 100;
const SUGGESTIONS_MAX = 4;

export interface Upload {
  key: string;
  name: string;
  size: number;
  /** A `blob:` address for pictures. */
  picture: string;
  file: Blob;
  done: Attachment | null;
  /** `size` for a file over the limit, else the server's code. */
  error: string;
}

export const composer = {
  text: store.get("draft"),
  uploads: [] as Upload[],
  suggestions: [] as readonly Suggestion[],
};

let typingTimer: ReturnType<typeof setTimeout> | undefined;
let suggestTimer: ReturnType<typeof setTimeout> | undefined;
let toldAt = 0;

function uploading(): boolean {
  return composer.uploads.some((upload) => !upload.done && !upload.error);
}

export function sendable(): boolean {
  return !uploading() && Boolean(composer.text.trim() || composer.uploads.some((upload) => upload.done));
}

export function type(text: string): void {
  composer.text = text;
  store.set("draft", text);
  clearTimeout(typingTimer);
  typingTimer = setTimeout(tell, Math.max(0, toldAt + TYPING_MS - Date.now()));
  askSuggestions();
  changed();
}

export function send(): void {
  if (!sendable()) return;
  const files = composer.uploads.flatMap((upload) => upload.done ?? []);
  const text = composer.text.trim();
  clear();
  write(text, files);
}

/** A suggestion is what the person was about to say, said for them. */
export function take(suggestion: Suggestion): void {
  composer.text = suggestion.text ?? suggestion.title;
  send();
}

export function attach(files: Iterable<File>): void {
  const room = (chat.session?.config.attachments.count_max ?? 1) - composer.uploads.length;
  for (const file of [...files].slice(0, Math.max(room, 0))) void put(file, file.name);
}

export async function sendVoice(sound: Blob): Promise<void> {
  const extension = sound.type.includes("mp4") ? "m4a" : sound.type.includes("ogg") ? "ogg" : "webm";
  const upload = await put(sound, `voice.${extension}`);
  if (!upload.done) return;
  remove(upload.key);
  write("", [upload.done]);
}

export function retry(upload: Upload): void {
  remove(upload.key);
  void put(upload.file, upload.name);
}

export function remove(key: string): void {
  composer.uploads = composer.uploads.filter((upload) => upload.key !== key);
  changed();
}

async function put(file: Blob, name: string): Promise<Upload> {
  const picture = file.type.startsWith("image/") ? URL.createObjectURL(file) : "";
  const upload: Upload = { key: newKey(), name, size: file.size, picture, file, done: null, error: "" };
  composer.uploads = [...composer.uploads, upload];
  changed();
  try {
    await start();
    if (file.size > (chat.session?.config.attachments.size_max ?? Infinity)) throw new Refused("size");
    upload.done = await api.upload(file, name);
  } catch (error) {
    upload.error = error instanceof Refused ? error.code : "internal";
  }
  changed();
  return upload;
}

function clear(): void {
  clearTimeout(typingTimer);
  clearTimeout(suggestTimer);
  for (const upload of composer.uploads) if (upload.picture) URL.revokeObjectURL(upload.picture);
  composer.uploads = [];
  composer.suggestions = [];
  composer.text = "";
  store.set("draft", "");
  changed();
}

/** The text goes along only where the company has switched previews on, and so the disclosure is on the screen. */
function tell(): void {
  toldAt = Date.now();
  tellTyping(chat.session?.config.preview_disclosed ? maskCards(composer.text) : undefined);
}

function askSuggestions(): void {
  clearTimeout(suggestTimer);
  const query = composer.text.trim();
  if (query.length < SUGGEST_FROM_LENGTH || query.length > SUGGEST_TO_LENGTH || !chat.session?.config.suggestions) composer.suggestions = [];
  else suggestTimer = setTimeout(() => void suggest(query), SUGGEST_MS);
}

async function suggest(query: string): Promise<void> {
  const found = await api.suggestions(query).catch(() => []);
  if (query !== composer.text.trim()) return;
  composer.suggestions = found.slice(0, SUGGESTIONS_MAX);
  changed();
}
