import { useQuery } from "@tanstack/react-query";
import { fetchTwin } from "../api/calls";

/** The declared facts; asked again when the stream says that they changed. */
export function useTwinDetail(id: string, deleted: boolean) {
  return useQuery({
    queryKey: ["twin", id],
    queryFn: ({ signal }) => fetchTwin(id, signal),
    staleTime: 60_000,
    enabled: !deleted,
  });
}
