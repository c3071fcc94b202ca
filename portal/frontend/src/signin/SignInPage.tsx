import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type FormEvent, useEffect } from "react";
import { fetchSession, redeemLink, signIn } from "../api/calls";
import { Problem } from "../api/http";
import type { WireSession } from "../api/wire";
import { sessionQuery } from "../session";
import { strings } from "../strings";
import { Icon } from "../ui/icons";
import { Mark } from "../ui/Mark";
import { useTitle } from "../ui/title";
import "@mantine/core/styles/PasswordInput.css";
import { captureLinkToken, takeLinkToken } from "./link-token";
import { safeNextPath } from "./next-path";
import styles from "./SignInPage.module.css";

const words = strings.signIn;
const route = getRouteApi("/sign-in");

type Credentials = { token: string } | { username: string; password: string };

export function SignInPage() {
  useTitle(words.title);
  const enter = useEnter();
  const attempt = useMutation({ mutationFn: authenticate, onSuccess: enter });
  useLinkToken((token) => attempt.mutate({ token }));
  const redeeming = attempt.isPending && "token" in attempt.variables;

  return (
    <main className={styles.page}>
      <div className={styles.panel}>
        <div className={styles.brand}>
          <Mark size={26} />
          <span>{strings.product}</span>
        </div>
        <h1>{words.title}</h1>
        {attempt.isError && <Complaint error={attempt.error} />}
        {redeeming ? (
          <p role="status">{words.redeeming}</p>
        ) : (
          <SignInForm busy={attempt.isPending} onSubmit={attempt.mutate} />
        )}
      </div>
      <p className={styles.hint}>
        <Marked text={words.linkHint} />
      </p>
    </main>
  );
}

function SignInForm(props: { busy: boolean; onSubmit: (credentials: Credentials) => void }) {
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    props.onSubmit({
      username: String(form.get("username") ?? ""),
      password: String(form.get("password") ?? ""),
    });
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        name="username"
        label={words.username}
        autoComplete="username"
        autoCapitalize="none"
        size="md"
        required
        withAsterisk={false}
        data-autofocus
        autoFocus
      />
      <PasswordInput
        name="password"
        label={words.password}
        autoComplete="current-password"
        size="md"
        required
        withAsterisk={false}
      />
      <Button type="submit" h={44} mt={8} fullWidth loading={props.busy}>
        {words.submit}
      </Button>
    </form>
  );
}

function Complaint({ error }: { error: Error }) {
  return (
    <p role="alert" className={styles.complaint}>
      <Icon name="warning" size={18} />
      <span>
        <Marked text={complaintOf(error)} />
      </span>
    </p>
  );
}

/** Back-quoted words are commands. */
function Marked({ text }: { text: string }) {
  return text.split("`").map((part, at) => (at % 2 ? <code key={part}>{part}</code> : part));
}

function complaintOf(error: Error): string {
  if (!(error instanceof Problem) || error.status >= 500) return words.unreachable;
  if (error.code === "wrong_credentials") return words.wrong;
  if (error.code === "link_used_or_expired") return words.linkUsed;
  return words.refused(error.message);
}

async function authenticate(credentials: Credentials): Promise<WireSession> {
  // Asking first sets the CSRF cookie, which signing in needs; the answer itself does not matter.
  await fetchSession().catch(() => undefined);
  if ("token" in credentials) return redeemLink(credentials.token);
  return signIn(credentials.username, credentials.password);
}

function useEnter(): (session: WireSession) => Promise<void> {
  const queries = useQueryClient();
  const router = useRouter();
  const { next } = route.useSearch();
  return async (session) => {
    queries.setQueryData(sessionQuery.queryKey, session);
    router.history.replace(safeNextPath(next, location.origin));
  };
}

/** Redeems the token that came with the address, also when the link is pasted into this very page. */
function useLinkToken(redeem: (token: string) => void): void {
  useEffect(() => {
    function look(): void {
      captureLinkToken();
      const token = takeLinkToken();
      if (token) redeem(token);
    }
    look();
    window.addEventListener("hashchange", look);
    return () => window.removeEventListener("hashchange", look);
  });
}
