/** Journeys: what is said to a person one thing after another. */
export { JOURNEYS } from "@/features/journeys/api/journeys";
