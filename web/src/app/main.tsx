/** Where the desk starts: the language first, then everything else. */
import "@mantine/core/styles.css";
import "@/shared/tokens/tokens.css";
import "@/shared/tokens/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@/app/App";
import { startWorker } from "@/app/worker";
import { reloadWhenStale } from "@/app/stale";
import { makeQueryClient } from "@/shared/api/client";
import { loadFirst, loadWhole, preferredLocale } from "@/shared/i18n";

async function start(): Promise<void> {
  const locale = preferredLocale();
  const language = await (location.pathname.startsWith("/inbox") ? loadFirst(locale) : loadWhole(locale));
  const root = document.getElementById("root");
  if (!root) throw new Error("index.html has no #root");
  createRoot(root).render(
    <StrictMode>
      <App language={language} client={makeQueryClient()} />
    </StrictMode>,
  );
}

reloadWhenStale();
startWorker();
void start();
