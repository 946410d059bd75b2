/** The sentences of notifications in both languages, cut out of the catalogues by vite.worker.config.ts. */
declare module "virtual:notification-words" {
  const words: unknown;
  export default words;
}
