/** A template's body and the pure ways to change it. */
import type { TemplateBlock, TemplateBody, TemplateFinding, TemplateLook, TemplateOnly, TemplateVariable, TemplateWording } from "@/shared/api/types";

export const BLOCK_TYPES = ["heading", "text", "image", "button", "columns", "products", "divider", "spacer", "social", "footer"] as const;
export type BlockType = (typeof BLOCK_TYPES)[number];
export const LANGUAGES = ["ru", "en", "kk", "uz", "de", "es", "tr", "zh"] as const;
export const VARIABLE_KINDS = ["text", "number", "money", "date", "deadline", "stock", "list", "link"] as const;
export const FACTS = ["person.first_name", "person.last_name", "person.name", "person.email", "person.age", "company.name", "pass_url", "unsubscribe_url"] as const;

/** Lists of goods that are chosen for each person. */
export const GOODS = ["goods_viewed", "goods_in_cart", "goods_alike", "goods_recommended", "goods_popular"] as const;
export const COLOURS = ["ground", "paper", "ink", "accent"] as const satisfies (keyof TemplateLook)[];
export const GENDERS = ["female", "male"] as const;
export const AGE_MAX = 120;
export const EVERYBODY: TemplateOnly = { segment: "", gender: "", age_from: null, age_to: null };
export const LOOK: TemplateLook = { accent: "#1d5fd1", paper: "#ffffff", ground: "#f3f4f6", ink: "#1f2933" };

/** Goods as words: each with its price and its address. */
export function goodsInWords(list: string, plain: boolean): string {
  const good = plain ? "{{ product.title }}: {{ product.url }}" : "- [{{ product.title }}]({{ product.url }}), {{ product.price | money }}";
  return `{% for product in ${list} limit: 3 %}${good}\n{% endfor %}`;
}

/** What a preview for nobody in particular has to be told of its reader. */
export function asked(wording: TemplateWording): { segments: string[]; person: boolean } {
  const written = JSON.stringify(wording);
  const segments = [...written.matchAll(/"segment":"([\w-]+)"|\bsegment '([\w-]+)'/g)].map(([, block, code]) => block ?? code ?? "");
  return { segments: [...new Set(segments)].sort(), person: /"gender":"\w|"age_(from|to)":\d|person\.(gender|age)\b|by_gender/.test(written) };
}

export function emptyWording(): TemplateWording {
  return { subject: "", preheader: "", mode: "visual", blocks: [], look: LOOK, looks: [], code: "", text: "", title: "", url: "", buttons: [] };
}

/** A new block says something at once, so that it is seen where it landed. */
export function newBlock(type: BlockType, words: { heading: string; text: string; button: string; unsubscribe: string; goods: string }): TemplateBlock {
  switch (type) {
    case "heading":
      return { type, ...EVERYBODY, text: words.heading, align: "left", level: 1 };
    case "text":
      return { type, ...EVERYBODY, text: words.text, align: "left" };
    case "image":
      return { type, ...EVERYBODY, src: "", alt: "", href: "", width: 600 };
    case "button":
      return { type, ...EVERYBODY, label: words.button, href: "", align: "center" };
    case "columns":
      return { type, ...EVERYBODY, columns: [0, 1].map(() => ({ blocks: [{ type: "text", ...EVERYBODY, text: words.text, align: "left" }] })) };
    case "products":
      return { type, ...EVERYBODY, variable: GOODS[0], heading: words.goods, count: 3, button: "" };
    case "divider":
      return { type, ...EVERYBODY };
    case "spacer":
      return { type, ...EVERYBODY, height: 24 };
    case "social":
      return { type, ...EVERYBODY, links: [{ label: "VK", href: "https://vk.com/" }] };
    case "footer":
      return { type, ...EVERYBODY, text: "{{ company.name }}", unsubscribe: words.unsubscribe };
  }
}

export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const rest = items.filter((_, index) => index !== from);
  const item = items[from];
  if (item === undefined) return [...items];
  rest.splice(Math.max(0, Math.min(to, rest.length)), 0, item);
  return rest;
}

export function replaced<Item>(items: readonly Item[], at: number, item: Item): Item[] {
  return items.map((old, index) => (index === at ? item : old));
}

export function inserted<Item>(items: readonly Item[], at: number, item: Item): Item[] {
  return [...items.slice(0, at), item, ...items.slice(at)];
}

/** Behind the open one; where none is open at the end, but before a footer that stands there. */
export function placeOfNew(blocks: readonly TemplateBlock[], open: number | null): number {
  if (open !== null) return open + 1;
  return blocks.at(-1)?.type === "footer" ? blocks.length - 1 : blocks.length;
}

export function removed<Item>(items: readonly Item[], at: number): Item[] {
  return items.filter((_, index) => index !== at);
}

export function withWording(body: TemplateBody, language: string, change: Partial<TemplateWording>): TemplateBody {
  const old = body.wordings[language] ?? emptyWording();
  return { ...body, wordings: { ...body.wordings, [language]: { ...old, ...change } } };
}

/** A new language begins as a copy of the main one: the pictures and the order stay, the words wait for a translator. */
export function withLanguage(body: TemplateBody, language: string): TemplateBody {
  if (body.wordings[language]) return body;
  return { ...body, wordings: { ...body.wordings, [language]: body.wordings[body.language] ?? emptyWording() } };
}

export function withoutLanguage(body: TemplateBody, language: string): TemplateBody {
  const wordings = Object.fromEntries(Object.entries(body.wordings).filter(([name]) => name !== language));
  const first = Object.keys(wordings)[0];
  if (first === undefined) return body;
  return { ...body, wordings, language: body.language === language ? first : body.language };
}

export function withVariable(body: TemplateBody, variable: TemplateVariable): TemplateBody {
  return body.variables.some(({ name }) => name === variable.name) ? body : { ...body, variables: [...body.variables, variable] };
}

/** Puts marks round what is chosen in a text, or takes them off. */
export function marked(text: string, start: number, end: number, mark: string): { text: string; start: number; end: number } {
  const chosen = text.slice(start, end);
  const size = mark.length;
  if (text.slice(start - size, start) === mark && text.slice(end, end + size) === mark) {
    return { text: text.slice(0, start - size) + chosen + text.slice(end + size), start: start - size, end: end - size };
  }
  return { text: text.slice(0, start) + mark + chosen + mark + text.slice(end), start: start + size, end: end + size };
}

export function grave(findings: readonly TemplateFinding[]): number {
  return findings.filter(({ severity }) => severity === "error").length;
}

/** The page as programs in the dark show it: what waits for a dark device holds at once. */
export function inTheDark(html: string): string {
  return html.replaceAll("@media (prefers-color-scheme: dark)", "@media all");
}
