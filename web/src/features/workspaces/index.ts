/** What other features may use of workspaces: who I am, what I may, who my colleagues are. */
export { forgetSession, sessionQuery, useMay, useMe, useSignOut } from "@/features/workspaces/api/session";
export { useChangeProfile } from "@/features/workspaces/api/me";
export { operatorsQuery, useColleagues, useOperators } from "@/features/workspaces/api/operators";
export { useCreateToken, useRevokeToken, useTokens } from "@/features/workspaces/api/tokens";
export { useTeams } from "@/features/workspaces/api/teams";
export { OwnerMenu, type Owner } from "@/features/workspaces/ui/OwnerMenu";
export { OwnerSelect } from "@/features/workspaces/ui/OwnerSelect";
export { applyToOperators } from "@/features/workspaces/live";
