import { Button } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { Problem } from "../api/http";
import { strings } from "../strings";
import { MessagePage } from "./MessagePage";

export function ErrorPage({ error }: ErrorComponentProps) {
  const unreachable = isServerTrouble(error);
  const words = strings.errors;
  return (
    <MessagePage
      title={unreachable ? words.unreachableTitle : words.brokenTitle}
      text={unreachable ? words.unreachableHow : words.brokenHow}
    >
      <Button h={44} onClick={() => location.reload()}>
        {words.reload}
      </Button>
    </MessagePage>
  );
}

/** fetch reports a lost network as a TypeError, and a proxy in front as a 5xx. */
function isServerTrouble(error: unknown): boolean {
  if (error instanceof Problem) return error.status >= 500;
  return error instanceof TypeError && /fetch/i.test(error.message);
}
