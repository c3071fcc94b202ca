import { Link } from "@tanstack/react-router";
import { strings } from "../strings";
import { MessagePage } from "./MessagePage";

export function NotFoundPage() {
  return (
    <main>
      <MessagePage title={strings.errors.notFoundTitle} text={strings.errors.notFoundHow}>
        <Link to="/">{strings.errors.toFleet}</Link>
      </MessagePage>
    </main>
  );
}
