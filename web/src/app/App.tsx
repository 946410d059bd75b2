/** The providers every screen stands on. */
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { makeRouter } from "@/app/router";
import { I18nProvider, type Locale } from "@/shared/i18n";
import type { Catalogue } from "@/shared/i18n/catalogue";
import { theme } from "@/shared/tokens/theme";
import { ToastProvider } from "@/shared/ui/toasts";

interface Props {
  language: { locale: Locale; catalogue: Catalogue };
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
