/**
 * Keeps the launcher off the page's own buttons: when the page comes to rest with a button beneath it, it moves up.
 * `data-otklik-avoid` marks anything else that must stay free, such as a cookie notice.
 */
const BUTTONS = "button,input,select,textarea,[role=button],[data-otklik-avoid]";
const REST_MS = 160;
const STEPS_MAX = 6;
const GAP_PX = 12;

export function keepClear(launcher: HTMLElement, host: HTMLElement): void {
  let timer: ReturnType<typeof setTimeout>;
  let shift = 0;

  const place = (): void => {
    const box = launcher.getBoundingClientRect();
    if (!box.width) return; // the chat is open
    const rest = box.top - shift;
    let top = rest;
    for (let step = 0; step < STEPS_MAX; step++) {
      const button = buttonUnder(box.left, top, box.width, host);
      if (button) top = Math.min(top, button.getBoundingClientRect().top - box.height) - GAP_PX;
    }
    shift = top > 0 ? top - rest : 0;
    launcher.style.transform = `translateY(${shift}px)`;
  };

  const settle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(place, REST_MS);
  };
  for (const name of ["scroll", "resize", "load"]) addEventListener(name, settle, true);
  settle();
}

function buttonUnder(left: number, top: number, size: number, host: HTMLElement): Element | undefined {
  for (let point = 0; point < 9; point++) {
    const x = left + (size * (point % 3)) / 2;
    const y = top + (size * Math.floor(point / 3)) / 2;
    for (const element of document.elementsFromPoint(x, y)) {
      const button = element !== host && element.closest(BUTTONS);
      if (button) return button;
    }
  }
  return undefined;
}
