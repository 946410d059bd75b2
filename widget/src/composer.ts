/** What the visitor is putting together: the draft, files on their way up, the preview and the suggestions for it. */
import { Refused, type Attachment, type Suggestion } from "./api";
import type { Chat } from "./chat";
import { newKey } from "./keys";
import { maskCards } from "./mask";
import type { Store } from "./outbox";

const TYPING_MS = 1000;
const SUGGEST_MS = 300;
const SUGGEST_FROM_LENGTH = 3;
const FILES_MAX = 10;
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

export class Composer {
  text: string;
  uploads: Upload[] = [];
  suggestions: readonly Suggestion[] = [];

  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private suggestTimer: ReturnType<typeof setTimeout> | undefined;
  private toldAt = 0;

  constructor(
    private readonly chat: Chat,
    private readonly store: Store,
    private readonly changed: () => void,
  ) {
    this.text = store.get("draft");
  }

  get uploading(): boolean {
    return this.uploads.some((upload) => !upload.done && !upload.error);
  }

  get sendable(): boolean {
    return !this.uploading && Boolean(this.text.trim() || this.uploads.some((upload) => upload.done));
  }

  type(text: string): void {
    this.text = text;
    this.store.set("draft", text);
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(this.tell, Math.max(0, this.toldAt + TYPING_MS - Date.now()));
    this.askSuggestions();
    this.changed();
  }

  send(): void {
    if (!this.sendable) return;
    const files = this.uploads.flatMap((upload) => upload.done ?? []);
    const text = this.text.trim();
    this.clear();
    this.chat.write(text, files);
  }

  /** A suggestion is what the person was about to say, said for them. */
  take(suggestion: Suggestion): void {
    this.text = suggestion.text ?? suggestion.title;
    this.send();
  }

  attach(files: Iterable<File>): void {
    for (const file of [...files].slice(0, FILES_MAX - this.uploads.length)) void this.upload(file, file.name);
  }

  async sendVoice(sound: Blob): Promise<void> {
    const extension = sound.type.includes("mp4") ? "m4a" : sound.type.includes("ogg") ? "ogg" : "webm";
    const upload = await this.upload(sound, `voice.${extension}`);
    if (!upload.done) return;
    this.remove(upload.key);
    this.chat.write("", [upload.done]);
  }

  retry(upload: Upload): void {
    this.remove(upload.key);
    void this.upload(upload.file, upload.name);
  }

  remove(key: string): void {
    this.uploads = this.uploads.filter((upload) => upload.key !== key);
    this.changed();
  }

  private async upload(file: Blob, name: string): Promise<Upload> {
    const picture = file.type.startsWith("image/") ? URL.createObjectURL(file) : "";
    const upload: Upload = { key: newKey(), name, size: file.size, picture, file, done: null, error: "" };
    this.uploads = [...this.uploads, upload];
    this.changed();
    try {
      await this.chat.start();
      if (file.size > (this.chat.session?.config.attachments.size_max ?? Infinity)) throw new Refused("size");
      upload.done = await this.chat.api.upload(file, name);
    } catch (error) {
      upload.error = error instanceof Refused ? error.code : "internal";
    }
    this.changed();
    return upload;
  }

  private clear(): void {
    clearTimeout(this.typingTimer);
    clearTimeout(this.suggestTimer);
    for (const upload of this.uploads) if (upload.picture) URL.revokeObjectURL(upload.picture);
    this.uploads = [];
    this.suggestions = [];
    this.text = "";
    this.store.set("draft", "");
    this.changed();
  }

  /** The text goes along only where the company has switched previews on, and so the disclosure is on the screen. */
  private readonly tell = (): void => {
    this.toldAt = Date.now();
    this.chat.tellTyping(this.chat.session?.config.preview_disclosed ? maskCards(this.text) : undefined);
  };

  private askSuggestions(): void {
    clearTimeout(this.suggestTimer);
    const query = this.text.trim();
    if (query.length < SUGGEST_FROM_LENGTH) this.suggestions = [];
    else this.suggestTimer = setTimeout(() => void this.suggest(query), SUGGEST_MS);
  }

  private async suggest(query: string): Promise<void> {
    const found = await this.chat.api.suggestions(query).catch(() => []);
    if (query !== this.text.trim()) return;
    this.suggestions = found.slice(0, SUGGESTIONS_MAX);
    this.changed();
  }
}
