/** Who is signed in, asked once and kept. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { fetchSession } from "./api/calls";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: fetchSession,
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/** Everything that one person saw must be gone before the next one signs in. */
export function forgetSession(queries: QueryClient): void {
  queries.clear();
}
