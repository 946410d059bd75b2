/** The two halves of a catalogue, cut by dev/catalogues.ts. */
declare module "*.json?first" {
  const words: unknown;
  export default words;
}
declare module "*.json?rest" {
  const words: unknown;
  export default words;
}
