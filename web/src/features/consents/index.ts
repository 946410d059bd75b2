/** What a person agreed to, on their card; loaded with it. */
import { lazy } from "react";

export const ConsentBlock = lazy(() => import("@/features/consents/ui/ConsentBlock"));
