/** Macros for the composer and the palette. */
export { AUTOMATIONS } from "@/features/automations/api/automations";
export { MACROS } from "@/features/automations/api/macros";
export { MacroButton } from "@/features/automations/ui/MacroButton";
export { useMacroCommands } from "@/features/automations/useRunMacro";
