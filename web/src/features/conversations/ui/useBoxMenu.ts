/** A menu that a sign opens in the text box ("/" ready replies, "@" colleagues): what it finds, which line is active, and
 *  which keys it takes from the box. The box keeps the focus. */
import { useState } from "react";

export interface Place {
  start: number;
  word: string;
}

interface Given<Item> {
  /** Where the caret stands after the sign; null elsewhere. */
  at: (text: string, caret: number) => Place | null;
  find: (word: string) => Item[];
  onPick: (item: Item, place: Place) => void;
}

export interface BoxMenu<Item> {
  place: Place | null;
  found: Item[];
  active: number;
  look: (element: HTMLTextAreaElement) => void;
  open: (place: Place) => void;
  pick: (item: Item) => void;
  press: (event: React.KeyboardEvent) => boolean;
  close: () => void;
}

export function useBoxMenu<Item>({ at, find, onPick }: Given<Item>): BoxMenu<Item> {
  const [place, setPlace] = useState<Place | null>(null);
  const [active, setActive] = useState(0);
  const found = place ? find(place.word) : [];
  const close = () => setPlace(null);
  const open = (next: Place | null) => {
    if (next?.word !== place?.word) setActive(0);
    setPlace(next);
  };
  const pick = (item: Item) => {
    if (place) onPick(item, place);
    close();
  };
  const press = (event: React.KeyboardEvent): boolean => {
    if (!place || event.ctrlKey || event.metaKey) return false;
    const chosen = found[active];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && (found.length > 0 || place.word === "")) close();
    else if (step && found.length > 0) setActive((active + step + found.length) % found.length);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen) pick(chosen);
    else return false;
    event.preventDefault();
    return true;
  };
  return { place, found, active, look: (element) => open(at(element.value, element.selectionStart)), open, pick, press, close };
}
