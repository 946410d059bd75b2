/** What other features may use of the site chat: putting it on a site. */
export { InstallSnippet } from "@/features/livechat/ui/InstallSnippet";
