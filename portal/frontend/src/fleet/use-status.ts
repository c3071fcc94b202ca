/** The state of the platform's own parts, asked again every ten seconds while somebody looks. */
import { useQuery } from "@tanstack/react-query";
import { fetchStatus } from "../api/calls";

export function useStatus() {
  return useQuery({
    queryKey: ["status"],
    queryFn: ({ signal }) => fetchStatus(signal),
    refetchInterval: 10_000,
    refetchOnWindowFocus: "always",
  });
}

/** How `mosquitto_pub` is told where the broker is, from where the page is. */
export function useBrokerOptions(): string {
  const broker = useStatus().data?.mqtt;
  const host = `-h ${broker?.host ?? location.hostname}`;
  return broker && broker.port !== 1883 ? `${host} -p ${broker.port}` : host;
}
