/** What a person types after Ctrl+K while the palette is still on its way: no letter is lost, and none acts on the screen. */
const LOADS_MAX_MS = 5_000;

let words = "";
let stop = () => {};

/** From now until `typedAhead`, or for as long as a palette may take to load, letters are kept. */
export function keepTyping(): void {
  stop();
  words = "";
  window.addEventListener("keydown", keep, true);
  const timer = setTimeout(() => stop(), LOADS_MAX_MS);
  stop = () => {
    clearTimeout(timer);
    window.removeEventListener("keydown", keep, true);
  };
}

/** What was kept, once. */
export function typedAhead(): string {
  stop();
  const kept = words;
  words = "";
  return kept;
}

function keep(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Backspace") words = words.slice(0, -1);
  else if (event.key.length === 1) words += event.key;
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}
