/** Ready replies for the composer and for rules. */
export { choiceOf, SNIPPETS, tellUse, useFoundSnippets, useMySnippets, useSnippetChoices, useVariables } from "@/features/snippets/api/snippets";
export { fill, inOtherLayout, insertAt, matching, openNames, slashAt } from "@/features/snippets/rules";
export { SNIPPET_MENU_ID, SnippetMenu } from "@/features/snippets/ui/SnippetMenu";
