import { Navigate } from "@tanstack/react-router";
import { usePhone } from "@/shared/ui/usePhone";

/** A desktop opens the first page at once; a phone shows the list. */
export function SettingsHome() {
  return usePhone() ? null : <Navigate to="/settings/profile" replace />;
}
