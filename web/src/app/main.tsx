/** Where the desk starts: the language first, then everything else. */
import "@mantine/core/styles.css";
import "@/shared/tokens/tokens.css";
import "@/shared/tokens/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@/app/App";
import { reloadWhenStale } from "@/app/stale";
import { makeQueryClient } from "@/shared/api/client";
import { loadCatalogue, preferredLocale } from "@/shared/i18n";

async function start(): Promise<void> {
  const locale = preferredLocale();
  const catalogue = await loadCatalogue(locale);
  const root = document.getElementById("root");
  if (!root) throw new Error("index.html has no #root");
  createRoot(root).render(
    <StrictMode>
      <App language={{ locale, catalogue }} client={makeQueryClient()} />
    </StrictMode>,
  );
}

reloadWhenStale();
void start();
