// Style sheets first: what a component says about itself must come after, and win.
import "./theme/mantine";
import "./theme/font.css";
import "./theme/tokens.css";
import "./theme/base.css";

import { MantineProvider } from "@mantine/core";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { isSignedOut, Problem } from "./api/http";
import { LiveProvider } from "./live/hooks";
import { createPortalLive } from "./live/portal-live";
import { createPortalRouter } from "./router";
import { forgetSession } from "./session";
import { captureLinkToken } from "./signin/link-token";
import { cssVariablesResolver, theme } from "./theme/theme";

captureLinkToken();

const queries = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (isSignedOut(error) && query.queryKey[0] !== "session") toSignIn();
    },
  }),
  defaultOptions: {
    queries: {
      // A refusal will not change by asking again; a lost connection may.
      retry: (failures, error) => !(error instanceof Problem && error.status < 500) && failures < 2,
    },
  },
});

const live = createPortalLive({
  onSignedOut: toSignIn,
  onTwinChanged: (id) => void queries.invalidateQueries({ queryKey: ["twin", id] }),
});

const router = createPortalRouter({ queries, live });

function toSignIn(): void {
  const { pathname, href } = router.state.location;
  if (pathname === "/sign-in") return;
  forgetSession(queries);
  live.store.clear();
  void router.navigate({ to: "/sign-in", search: { next: href } });
}

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

createRoot(root).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={cssVariablesResolver}
    defaultColorScheme="auto"
  >
    <QueryClientProvider client={queries}>
      <LiveProvider value={live}>
        <RouterProvider router={router} />
      </LiveProvider>
    </QueryClientProvider>
  </MantineProvider>,
);
