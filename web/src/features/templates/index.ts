/** Templates: what is said to many. */
export { TEMPLATES } from "@/features/templates/api/templates";
