/** Whoever changes what is shown says so here; the screen follows once per burst of changes. */

let draw = (): void => undefined;
let waiting = false;

export function drawWith(drawing: () => void): void {
  draw = drawing;
  changed();
}

export function changed(): void {
  if (waiting) return;
  waiting = true;
  queueMicrotask(() => {
    waiting = false;
    draw();
  });
}
