import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { signOut } from "../api/calls";
import { useLive } from "../live/hooks";
import { forgetSession, sessionQuery } from "../session";
import { strings } from "../strings";
import { Icon } from "../ui/icons";
import { Popup } from "../ui/Popup";
import popover from "../ui/Popup.module.css";
import styles from "./Header.module.css";

export function AccountMenu() {
  const session = useQuery({ ...sessionQuery, enabled: false }).data;
  const leave = useLeave();
  const name = session?.user.name || session?.user.username || "";

  return (
    <Popup
      width={240}
      className={styles.tool ?? ""}
      label={strings.account.menu(name)}
      button={<Icon name="person" size={18} />}
    >
      <p className={popover.note}>{strings.account.signedInAs}</p>
      <p className={popover.strong}>{name}</p>
      <Button
        fullWidth
        mt={12}
        h={44}
        variant="default"
        loading={leave.isPending}
        onClick={() => leave.mutate()}
      >
        {strings.account.signOut}
      </Button>
    </Popup>
  );
}

function useLeave() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { store } = useLive();
  return useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      await navigate({ to: "/sign-in" });
      forgetSession(queries);
      store.clear();
    },
  });
}
