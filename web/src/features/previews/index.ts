/** What the application needs of previews. */
export { PreviewSwitch } from "@/features/previews/ui/PreviewSwitch";
