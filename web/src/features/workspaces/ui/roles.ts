import type { Role } from "@/shared/api/types";

export const ROLES: Role[] = ["owner", "administrator", "supervisor", "operator", "marketer", "viewer"];
