/** What other features ask of goods. */
export { GOODS } from "@/features/goods/api/goods";
