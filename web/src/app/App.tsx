/** The providers every screen stands on. */
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { makeRouter } from "@/app/router";
import { I18nProvider, type Loaded } from "@/shared/i18n";
import { theme } from "@/shared/tokens/theme";
import { ToastProvider } from "@/shared/ui/toasts";

interface Props {
  language: Loaded;
  client: QueryClient;
}

export function App({ language, client }: Props) {
  const [router] = useState(() => makeRouter(client));
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <I18nProvider initial={language}>
        <QueryClientProvider client={client}>
          <ToastProvider>
            <RouterProvider router={router} />
          </ToastProvider>
        </QueryClientProvider>
      </I18nProvider>
    </MantineProvider>
  );
}
