/** Every address of the portal. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { isSignedOut } from "./api/http";
import { FleetPage } from "./fleet/FleetPage";
import { readFleetSearch } from "./fleet/filters";
import type { PortalLive } from "./live/portal-live";
import { parseSearch, readText, stringifySearch } from "./search-params";
import { sessionQuery } from "./session";
import { ErrorPage } from "./shell/ErrorPage";
import { NotFoundPage } from "./shell/NotFoundPage";
import { SignedInShell } from "./shell/SignedInShell";
import { readTwinSearch } from "./twin/search";

export interface RouterContext {
  queries: QueryClient;
  live: PortalLive;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: NotFoundPage,
  errorComponent: ErrorPage,
});

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (raw: Record<string, unknown>): { next?: string } => {
    const next = readText(raw.next);
    return next ? { next } : {};
  },
  component: lazyRouteComponent(() => import("./signin/SignInPage"), "SignInPage"),
});

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    try {
      return { session: await context.queries.ensureQueryData(sessionQuery) };
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      throw redirect({ to: "/sign-in", search: { next: location.href } });
    }
  },
  component: SignedInShell,
});

export const fleetRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/",
  validateSearch: readFleetSearch,
  component: FleetPage,
});

export const twinRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/twins/$id",
  validateSearch: readTwinSearch,
  component: lazyRouteComponent(() => import("./twin/TwinPage"), "TwinPage"),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  signedInRoute.addChildren([fleetRoute, twinRoute]),
]);

export function createPortalRouter(context: RouterContext) {
  return createRouter({
    routeTree,
    context,
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultPendingMs: 300,
    scrollRestoration: true,
    defaultNotFoundComponent: NotFoundPage,
    defaultErrorComponent: ErrorPage,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createPortalRouter>;
  }
}
