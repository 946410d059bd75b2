/** Every address of the desk. Screens load when first opened. */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { firstScreen } from "@/app/firstScreen";
import { Missing } from "@/app/Missing";
import { Broken } from "@/app/Broken";
import { readSearch } from "@/shared/search";
import { SettingsFrame } from "@/app/SettingsFrame";
import { SettingsHome } from "@/app/SettingsHome";
import { Shell } from "@/app/Shell";
import { sessionQuery } from "@/features/workspaces";

interface Context {
  client: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ validateSearch: readSearch, notFoundComponent: Missing, errorComponent: Broken });
const atRoot = { getParentRoute: () => root };

const desk = createRoute({
  ...atRoot,
  id: "desk",
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    const me = await context.client.query({ ...sessionQuery, staleTime: "static" });
    if (!me) throw redirect({ to: "/sign-in", search: { next: location.href === "/" ? undefined : location.href }, replace: true });
  },
});
const atDesk = { getParentRoute: () => desk };

const opening = createRoute({
  ...atDesk,
  path: "/",
  beforeLoad: ({ context, preload }) => {
    throw redirect({ to: firstScreen(context.client.getQueryData(sessionQuery.queryKey), { looking: preload }), replace: true });
  },
});
const inbox = createRoute({ ...atDesk, path: "/inbox", component: lazyRouteComponent(() => import("@/features/conversations/screens/Inbox"), "Inbox") });
const contacts = createRoute({ ...atDesk, path: "/contacts", component: lazyRouteComponent(() => import("@/features/contacts/screens/Contacts"), "Contacts") });
const settings = createRoute({ ...atDesk, path: "/settings", component: SettingsFrame });
const atSettings = { getParentRoute: () => settings };

const tree = root.addChildren([
  createRoute({ ...atRoot, path: "/sign-in", component: lazyRouteComponent(() => import("@/features/workspaces/screens/SignIn"), "SignIn") }),
  createRoute({ ...atRoot, path: "/forgot", component: lazyRouteComponent(() => import("@/features/workspaces/screens/Forgot"), "Forgot") }),
  createRoute({ ...atRoot, path: "/password-resets/$token", component: lazyRouteComponent(() => import("@/features/workspaces/screens/Reset"), "Reset") }),
  createRoute({ ...atRoot, path: "/invitations/$token", component: lazyRouteComponent(() => import("@/features/workspaces/screens/Invited"), "Invited") }),
  createRoute({ ...atRoot, path: "/wall", component: lazyRouteComponent(() => import("@/features/targets/screens/Wall"), "Wall") }),
  desk.addChildren([
    opening,
    inbox.addChildren([createRoute({ getParentRoute: () => inbox, path: "/$conversationId" })]),
    contacts.addChildren([createRoute({ getParentRoute: () => contacts, path: "/$contactId" })]),
    createRoute({ ...atDesk, path: "/imports", component: lazyRouteComponent(() => import("@/features/activity/screens/Imports"), "Imports") }),
    createRoute({ ...atDesk, path: "/rfm", component: lazyRouteComponent(() => import("@/features/activity/screens/Rfm"), "Rfm") }),
    createRoute({ ...atDesk, path: "/goods", component: lazyRouteComponent(() => import("@/features/goods/screens/Goods"), "Goods") }),
    createRoute({ ...atDesk, path: "/segments", component: lazyRouteComponent(() => import("@/features/segments/screens/Segments"), "Segments") }),
    createRoute({ ...atDesk, path: "/segments/$segmentId", component: lazyRouteComponent(() => import("@/features/segments/screens/SegmentPage"), "SegmentPage") }),
    createRoute({ ...atDesk, path: "/consultations", component: lazyRouteComponent(() => import("@/features/consultations/screens/AskedOfMe"), "AskedOfMe") }),
    createRoute({ ...atDesk, path: "/debts", component: lazyRouteComponent(() => import("@/features/debts/screens/Debts"), "Debts") }),
    createRoute({
      ...atDesk,
      path: "/morning",
      beforeLoad: () => {
        throw redirect({ to: "/debts", replace: true });
      },
    }),
    createRoute({ ...atDesk, path: "/campaigns", component: lazyRouteComponent(() => import("@/features/campaigns/screens/Campaigns"), "Campaigns") }),
    createRoute({ ...atDesk, path: "/campaigns/$campaignId", component: lazyRouteComponent(() => import("@/features/campaigns/screens/CampaignPage"), "CampaignPage") }),
    createRoute({ ...atDesk, path: "/posts", component: lazyRouteComponent(() => import("@/features/posts/screens/Posts"), "Posts") }),
    createRoute({ ...atDesk, path: "/posts/$postId", component: lazyRouteComponent(() => import("@/features/posts/screens/PostPage"), "PostPage") }),
    createRoute({ ...atDesk, path: "/journeys", component: lazyRouteComponent(() => import("@/features/journeys/screens/Journeys"), "Journeys") }),
    createRoute({ ...atDesk, path: "/journeys/$journeyId", component: lazyRouteComponent(() => import("@/features/journeys/screens/JourneyPage"), "JourneyPage") }),
    createRoute({ ...atDesk, path: "/templates", component: lazyRouteComponent(() => import("@/features/templates/screens/Templates"), "Templates") }),
    createRoute({ ...atDesk, path: "/templates/$templateId", component: lazyRouteComponent(() => import("@/features/templates/screens/TemplatePage"), "TemplatePage") }),
    createRoute({ ...atDesk, path: "/tasks", component: lazyRouteComponent(() => import("@/features/tasks/screens/Tasks"), "Tasks") }),
    createRoute({ ...atDesk, path: "/ratings", component: lazyRouteComponent(() => import("@/features/ratings/screens/Ratings"), "Ratings") }),
    createRoute({ ...atDesk, path: "/bonus", component: lazyRouteComponent(() => import("@/features/bonus/screens/LeaderBoard"), "LeaderBoard") }),
    createRoute({ ...atDesk, path: "/bonus/statement", component: lazyRouteComponent(() => import("@/features/bonus/screens/Statement"), "Statement") }),
    createRoute({ ...atDesk, path: "/planned", component: lazyRouteComponent(() => import("@/features/conversations/screens/Planned"), "Planned") }),
    createRoute({ ...atDesk, path: "/promises", component: lazyRouteComponent(() => import("@/features/promises/screens/Promises"), "Promises") }),
    createRoute({ ...atDesk, path: "/targets", component: lazyRouteComponent(() => import("@/features/targets/screens/TargetReport"), "TargetReport") }),
    createRoute({ ...atDesk, path: "/speed", component: lazyRouteComponent(() => import("@/features/speed/screens/Speed"), "Speed") }),
    settings.addChildren([
      createRoute({ ...atSettings, path: "/", component: SettingsHome }),
      createRoute({ ...atSettings, path: "/profile", component: lazyRouteComponent(() => import("@/app/ProfilePage"), "ProfilePage") }),
      createRoute({ ...atSettings, path: "/notifications", component: lazyRouteComponent(() => import("@/features/notifications/screens/NotificationSettings"), "NotificationSettings") }),
      createRoute({ ...atSettings, path: "/company", component: lazyRouteComponent(() => import("@/app/CompanyPage"), "CompanyPage") }),
      createRoute({ ...atSettings, path: "/operators", component: lazyRouteComponent(() => import("@/app/OperatorsPage"), "OperatorsPage") }),
      createRoute({ ...atSettings, path: "/tokens", component: lazyRouteComponent(() => import("@/features/workspaces/screens/Tokens"), "Tokens") }),
      createRoute({ ...atSettings, path: "/audit", component: lazyRouteComponent(() => import("@/features/workspaces/screens/Audit"), "Audit") }),
      createRoute({ ...atSettings, path: "/channels", component: lazyRouteComponent(() => import("@/features/delivery/screens/Channels"), "Channels") }),
      createRoute({ ...atSettings, path: "/channels/new/$kind", component: lazyRouteComponent(() => import("@/features/delivery/screens/NewChannel"), "NewChannel") }),
      createRoute({ ...atSettings, path: "/channels/$channelId", component: lazyRouteComponent(() => import("@/features/delivery/screens/ChannelPage"), "ChannelPage") }),
      createRoute({ ...atSettings, path: "/promises", component: lazyRouteComponent(() => import("@/features/promises/screens/PromiseSettings"), "PromiseSettings") }),
      createRoute({ ...atSettings, path: "/targets", component: lazyRouteComponent(() => import("@/features/targets/screens/Targets"), "Targets") }),
      createRoute({ ...atSettings, path: "/badges", component: lazyRouteComponent(() => import("@/features/promises/screens/Badges"), "Badges") }),
      createRoute({ ...atSettings, path: "/reach", component: lazyRouteComponent(() => import("@/features/reach/screens/ReachSettings"), "ReachSettings") }),
      createRoute({ ...atSettings, path: "/places", component: lazyRouteComponent(() => import("@/features/reach/screens/Places"), "Places") }),
      createRoute({ ...atSettings, path: "/hours", component: lazyRouteComponent(() => import("@/features/schedule/screens/WorkingHours"), "WorkingHours") }),
      createRoute({ ...atSettings, path: "/absences", component: lazyRouteComponent(() => import("@/features/absences/screens/Absences"), "Absences") }),
      createRoute({ ...atSettings, path: "/routing", component: lazyRouteComponent(() => import("@/features/routing/screens/Routing"), "Routing") }),
      createRoute({ ...atSettings, path: "/activity", component: lazyRouteComponent(() => import("@/features/activity/screens/ActivitySettings"), "ActivitySettings") }),
      createRoute({ ...atSettings, path: "/labels", component: lazyRouteComponent(() => import("@/features/conversations/screens/Labels"), "Labels") }),
      createRoute({ ...atSettings, path: "/bonus", component: lazyRouteComponent(() => import("@/features/bonus/screens/BonusSettings"), "BonusSettings") }),
      createRoute({ ...atSettings, path: "/holding", component: lazyRouteComponent(() => import("@/features/speed/screens/HoldingSettings"), "HoldingSettings") }),
      createRoute({ ...atSettings, path: "/ratings", component: lazyRouteComponent(() => import("@/features/ratings/screens/RatingSettings"), "RatingSettings") }),
      createRoute({ ...atSettings, path: "/recommendations", component: lazyRouteComponent(() => import("@/features/goods/screens/Recommendations"), "Recommendations") }),
      createRoute({ ...atSettings, path: "/purposes", component: lazyRouteComponent(() => import("@/features/consents/screens/Purposes"), "Purposes") }),
      createRoute({ ...atSettings, path: "/suppressions", component: lazyRouteComponent(() => import("@/features/consents/screens/Suppressions"), "Suppressions") }),
      createRoute({ ...atSettings, path: "/contact-policy", component: lazyRouteComponent(() => import("@/features/contact_policy/screens/ContactPolicy"), "ContactPolicy") }),
      createRoute({ ...atSettings, path: "/prices", component: lazyRouteComponent(() => import("@/features/prices/screens/Prices"), "Prices") }),
      createRoute({ ...atSettings, path: "/hints", component: lazyRouteComponent(() => import("@/features/hints/screens/HintSettings"), "HintSettings") }),
      createRoute({ ...atSettings, path: "/replies", component: lazyRouteComponent(() => import("@/features/snippets/screens/Replies"), "Replies") }),
      createRoute({ ...atSettings, path: "/macros", component: lazyRouteComponent(() => import("@/features/automations/screens/Macros"), "Macros") }),
      createRoute({ ...atSettings, path: "/automations", component: lazyRouteComponent(() => import("@/features/automations/screens/Automations"), "Automations") }),
    ]),
  ]),
]);

export function makeRouter(client: QueryClient) {
  return createRouter({ routeTree: tree, context: { client }, defaultPreload: "intent", defaultPreloadStaleTime: 0, scrollRestoration: false });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
