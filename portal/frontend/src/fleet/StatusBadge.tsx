import type { ComponentState } from "../api/wire";
import { formatMoment } from "../format/age";
import { useLive } from "../live/hooks";
import { strings } from "../strings";
import { Icon, type IconName } from "../ui/icons";
import { Popup } from "../ui/Popup";
import popover from "../ui/Popup.module.css";
import styles from "./StatusBadges.module.css";

interface StatusBadgeProps {
  name: string;
  icon: IconName;
  tone: ComponentState;
  word: string;
  detail: string;
  since?: number;
}

/** One part of the platform in icon and word; a click tells why. */
export function StatusBadge({ name, icon, tone, word, detail, since }: StatusBadgeProps) {
  const { clock } = useLive();
  return (
    <li>
      <Popup
        width={280}
        className={styles.badge ?? ""}
        data={{ "data-testid": `badge-${name.toLowerCase()}`, "data-state": tone }}
        button={
          <>
            <span className={styles.name}>{name}</span>
            <span className={styles.state}>
              <Icon name={icon} size={13} />
              {word}
            </span>
          </>
        }
      >
        <p className={popover.strong}>
          {name}: {word}
        </p>
        <p>{detail}</p>
        {since !== undefined && (
          <p className={popover.note}>{strings.status.since(formatMoment(since, clock.now()))}</p>
        )}
      </Popup>
    </li>
  );
}
