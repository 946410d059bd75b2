/** Coordinates as maps give them to be copied: "55.7520, 37.5975". Pure. */

export interface Coordinates {
  latitude: number;
  longitude: number;
}

const DECIMALS = 6;
/** Two numbers with a comma, a semicolon or spaces between; a decimal comma only where something else parts them. */
const PAIR = /^\s*([-+]?\d{1,3}(?:\.\d+)?)°?\s*[,;\s]\s*([-+]?\d{1,3}(?:\.\d+)?)°?\s*$/;
const COMMAS = /^\s*([-+]?\d{1,3},\d+)\s*[;\s]\s*([-+]?\d{1,3},\d+)\s*$/;

/** Null: not a place on earth. */
export function readCoordinates(typed: string): Coordinates | null {
  const found = PAIR.exec(typed) ?? COMMAS.exec(typed);
  if (!found) return null;
  const [latitude = NaN, longitude = NaN] = found.slice(1).map((one) => Number(one.replace(",", ".")));
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null;
}

export function sayCoordinates({ latitude, longitude }: Coordinates): string {
  return [latitude, longitude].map((one) => String(Number(one.toFixed(DECIMALS)))).join(", ");
}
