/** For how long a colleague may take: what is offered, in minutes. */
export const MINUTES = [15, 30, 60, 120, 240, 1440];

export function inMinutes(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString();
}
