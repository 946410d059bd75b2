/**
 * Hides payment card numbers before a preview leaves the browser. A number that is being typed is not yet valid, and
 * fifteen digits of sixteen are as good as all; so what may become a card is hidden as soon as it is longer than a date.
 */

const RUN = /\+?\d(?:[ .\-\u00a0]?\d){8,18}(?!\d)/g;
/** Issuer numbers of the schemes in use begin with 2 to 6 (ISO/IEC 7812); Russian phones begin with 7, 8 or +. */
const MAY_BE_CARD = /^[2-6]/;
const SHOWN_DIGITS = 6;
const UNFINISHED_FROM = 12;
const CARD_FROM = 13;

export function maskCards(text: string): string {
  return text.replace(RUN, (found, at: number) => {
    const digits = found.replace(/\D/g, "");
    const typing = at + found.length === text.trimEnd().length;
    const maybe = MAY_BE_CARD.test(found) && (typing || digits.length >= UNFINISHED_FROM);
    return maybe || (digits.length >= CARD_FROM && passesLuhn(digits)) ? hide(found) : found;
  });
}

/** Separators stay, so the person recognises what was hidden. */
function hide(found: string): string {
  let shown = 0;
  return found.replace(/\d/g, (digit) => (shown++ < SHOWN_DIGITS ? digit : "•"));
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]) * (at % 2 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}
