/** Every word that the portal says, in one place. */
import type { ConnectionState } from "./live/store";

export const strings = {
  product: "Digital Twins",
  title: (page: string) => `${page} · Digital Twins`,
  skipToContent: "Skip to content",
  copy: "Copy",
  copied: "Copied",
  loading: "Loading…",
  values: { yes: "yes", no: "no", emptyText: "(empty text)" },

  theme: {
    toDark: "Switch to the dark theme",
    toLight: "Switch to the light theme",
  },

  account: {
    menu: (name: string) => `Account of ${name}`,
    signedInAs: "Signed in as",
    signOut: "Sign out",
  },

  signIn: {
    title: "Sign in",
    username: "User name",
    password: "Password",
    submit: "Sign in",
    redeeming: "Signing you in with the link…",
    wrong: "User name or password is wrong.",
    linkUsed: "This link was already used or has expired. Run `make link` for a new one.",
    linkHint: "For a link that signs you in, run `make link` where the platform runs.",
    unreachable: "The server does not answer. Check that it is running, then try again.",
    refused: (detail: string) => `The server refused: ${detail}`,
  },

  connection: {
    states: {
      connecting: "Connecting",
      live: "Live",
      "catching-up": "Catching up",
      offline: "Offline",
    } satisfies Record<ConnectionState, string>,
    explained: {
      connecting: "Opening the live connection.",
      live: "Values arrive as they are reported.",
      "catching-up": "Values arrive late, or some were missed and are being fetched.",
      offline: "No connection to the server. What you see is the last known state.",
    } satisfies Record<ConnectionState, string>,
    label: (state: string) => `Connection: ${state}`,
    lag: (lag: string) => `${lag} lag`,
    lastEvent: (age: string) => `last change ${age}`,
    lagTerm: "Lag",
    lastEventTerm: "Last change",
    nextTryTerm: "Next try",
    retryIn: (time: string) => `retry in ${time}`,
    reconnecting: "reconnecting",
    forbidden: "Your account may not follow live values. Ask an administrator.",
    recovered: (count: number) =>
      count === 1 ? "1 change missed, now current" : `${count} changes missed, now current`,
    none: "none yet",
  },

  status: {
    heading: "Platform status",
    states: {
      ok: "OK",
      warning: "Warning",
      critical: "Failing",
      off: "Not configured",
      unknown: "Unknown",
    },
    updated: "Updated",
    updatedDetail: (moment: string) => `A value last arrived at ${moment}.`,
    updatedNever: "No value has arrived yet.",
    never: "Never",
    since: (moment: string) => `Since ${moment}`,
    unavailable: "The status could not be read: the server does not answer.",
  },

  health: {
    words: { ok: "OK", warning: "Warning", stale: "Stale", unknown: "No data" },
    explained: {
      ok: "Every value is within its declared limits and recent enough.",
      unknown: "Nothing was ever reported.",
    },
    stale: (feature: string, interval: string, since: string) =>
      `${feature} should report every ${interval}, but has been silent since ${since}.`,
    below: (name: string, value: string, limit: string, since: string) =>
      `${name} is ${value}, below its minimum of ${limit}, as of ${since}.`,
    above: (name: string, value: string, limit: string, since: string) =>
      `${name} is ${value}, above its maximum of ${limit}, as of ${since}.`,
    shortBelow: (name: string, limit: string) => `${name} below ${limit}`,
    shortAbove: (name: string, limit: string) => `${name} above ${limit}`,
    shortNotListed: (name: string) => `${name} not as declared`,
    notListed: (name: string, value: string, allowed: string, since: string) =>
      `${name} is “${value}”, which is not one of ${allowed}, as of ${since}.`,
  },

  fleet: {
    title: "Fleet",
    count: (shown: number, total: number) =>
      shown === total ? `${total} ${total === 1 ? "twin" : "twins"}` : `${shown} of ${total} twins`,
    search: "Search twins",
    searchHint: "Press / to search",
    clearSearch: "Clear the search",
    filters: "Filters",
    filtersOn: (count: number) => `Filters (${count})`,
    clear: "Clear filters",
    groups: { tenant: "Tenant", domain: "Domain", health: "Health" },
    list: "Twins",
    lastKnown: (moment: string) => `Last known, since ${moment}`,
    lastKnownShort: "last known",
    never: "Never reported",
    noData: "Nothing has arrived yet. This twin listens to:",
    tryIt: "Send it a value:",
    sparkline: (name: string) => `${name}, recent values`,
    deprecated: "Deprecated",
  },

  empty: {
    noTwins: "No twins yet",
    noTwinsHow:
      "Declare one: save this as twins/pump/twin.yaml, and its card appears here by itself.",
    sendHow: "Then send it a first value:",
    noMatch: "No twin matches these filters",
    noMatchHow: (total: number) =>
      `${total} ${total === 1 ? "twin is" : "twins are"} hidden by the search and the filters.`,
  },

  twin: {
    back: "Fleet",
    deletedTitle: "This twin was deleted",
    deletedHow: "What you see is its last known state. Nothing new will arrive.",
    why: "Why",
    values: "Values",
    facts: "Facts",
    every: (interval: string) => `every ${interval}`,
    lastReport: (age: string) => `reported ${age}`,
    neverReported: "never reported",
    never: "never",
    desired: (value: string) => `wanted ${value}`,
    range: (min: string, max: string) => `Declared range ${min} to ${max}`,
    showInChart: (name: string) => `${name}, show in the chart`,
    openUi: "Open its own page",
    id: "Id",
    tenant: "Tenant",
    status: "Status",
    description: "Description",
    topics: "Topics",
    api: "API",
    source: "Declared in",
    dependsOn: "Depends on",
    dynamicDependsOn: "Depends on, at times",
    none: "none",
    factsFailed: "The declared facts could not be read.",
    copyTopic: (topic: string) => `Copy the topic ${topic}`,
    copyId: "Copy the id",
    notFound: "No such twin",
    notFoundHow: "It does not exist, or you may not see it.",
  },

  chart: {
    title: "History",
    ranges: "Time range",
    live: "Live",
    paused: "Paused",
    pause: "Live: click to hold this window still",
    resume: "Paused: click to follow the present",
    hint: "Drag to zoom, double click to go back",
    loading: "Loading the history…",
    failed: "The history could not be read.",
    retry: "Try again",
    empty: "Nothing was reported in this window.",
    nothingChosen: "Choose a value to see its history.",
    label: (names: string) => `History of ${names}`,
    changes: "Changes",
    downsampled: (raw: string) => `${raw} values, thinned with every peak kept`,
  },

  errors: {
    notFoundTitle: "There is no such page",
    notFoundHow: "The address may be mistyped, or the page was moved.",
    toFleet: "Go to the fleet",
    brokenTitle: "This page broke",
    brokenHow: "It is our fault, not yours. Loading it again usually helps.",
    unreachableTitle: "The server does not answer",
    unreachableHow: "Check that it is running; this page tries again when you ask it to.",
    reload: "Load again",
  },
} as const;
