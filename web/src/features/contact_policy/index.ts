/** On a person's card: how often they were written to first; loaded with it. */
import { lazy } from "react";

export const PersonPace = lazy(() => import("@/features/contact_policy/ui/PersonPace"));
