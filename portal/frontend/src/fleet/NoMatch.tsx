import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { strings } from "../strings";
import styles from "./Empty.module.css";

const route = getRouteApi("/signed-in/");

export function NoMatch({ total }: { total: number }) {
  const navigate = route.useNavigate();
  return (
    <section className={styles.empty}>
      <h2>{strings.empty.noMatch}</h2>
      <p>{strings.empty.noMatchHow(total)}</p>
      <Button h={44} variant="default" onClick={() => void navigate({ search: {} })}>
        {strings.fleet.clear}
      </Button>
    </section>
  );
}
