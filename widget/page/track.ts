/**
 * What the page tells of its visitor: `track(name, properties)`, `identify(attributes)`, and whether they agreed to it,
 * `consent(true | false)`. Before that nothing is sent and nothing is stored; a browser that objects (Global Privacy
 * Control, Do Not Track) never sends. What came before the answer is held as long as the page lives.
 */
type Told = boolean | string | Record<string, unknown>;

interface Place {
  base: URL;
  channel: string;
  /** Where the page keeps the visitor's random name; it is there only once they have agreed. */
  name: string;
}

const HELD_MAX = 20;
const KEY_BYTES = 24;
const PREFIX = "otklik:";
/** Who somebody says they are is shown to the operator and is no fact. */
const CLAIMS = ["name", "email", "phone"];

let held: object[] = [];
let own = "";

/** `changed` lets the chat know under which name its visitor is told of. */
export default function track(changed: () => void, base: URL, key: string, told: Told, properties: object = {}): void {
  const place = { base, channel: key.slice(PREFIX.length), name: `${key}:facts` };
  if (typeof told !== "boolean") {
    tell(place, bodyOf(told, properties));
    return;
  }
  if (told) agree(place);
  else refuse(place);
  held = [];
  changed();
}

function tell(place: Place, body: object | undefined): void {
  const visitor = named(place);
  if (!body) return;
  if (visitor && !objects()) send(place, visitor, body);
  else if (held.length < HELD_MAX) held.push(body);
}

function agree(place: Place): void {
  if (objects()) return;
  own = named(place) || random();
  write(place.name, own);
  for (const body of held) send(place, own, body);
}

function refuse(place: Place): void {
  const visitor = named(place);
  own = "";
  write(place.name, "");
  if (visitor) send(place, visitor, { agreed: false });
}

function named({ name }: Place): string {
  return own || read(name);
}

function bodyOf(told: string | Record<string, unknown>, properties: object): object | undefined {
  if (typeof told === "string") return { facts: [{ name: told, properties }] };
  const plain = Object.entries(told).filter(([name, value]) => !CLAIMS.includes(name) && Object(value) !== value);
  return plain.length ? { attributes: Object.fromEntries(plain) } : undefined;
}

function objects(): boolean {
  const said = navigator as { globalPrivacyControl?: boolean; doNotTrack?: string | null };
  const no = said.globalPrivacyControl === true || said.doNotTrack === "1";
  if (no) console.info("Otklik: the browser asks not to be followed: nothing is told of this visitor");
  return no;
}

/** Kept alive, for what is told last is often told as the page is left. */
function send({ base, channel }: Place, visitor: string, body: object): void {
  void fetch(new URL("../api/v1/visitor/facts", base), {
    method: "POST",
    keepalive: true,
    credentials: "omit",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ channel_id: channel, visitor, ...body }),
  }).then(explain, () => undefined);
}

async function explain(answer: Response): Promise<void> {
  if (!answer.ok) console.info(`Otklik: refused: ${await answer.text()}`);
}

function random(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
}

/** Storage may be forbidden altogether: then the agreement lasts as long as the page. */
function read(name: string): string {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

function write(name: string, value: string): void {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch {
    /* nothing to keep it in */
  }
}
