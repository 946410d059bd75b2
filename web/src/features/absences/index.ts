/** What other features may use of absences: who is away now and who covers for them. */
export { absencesQuery } from "@/features/absences/api/absences";
export { useAway } from "@/features/absences/useAway";
