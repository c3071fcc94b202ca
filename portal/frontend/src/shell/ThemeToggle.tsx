import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { strings } from "../strings";
import { Icon } from "../ui/icons";
import styles from "./Header.module.css";

/** Dark or light; until it is used the system's preference holds. */
export function ThemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const other = scheme === "dark" ? "light" : "dark";
  const label = other === "dark" ? strings.theme.toDark : strings.theme.toLight;

  return (
    <button
      type="button"
      className={styles.tool}
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(other)}
    >
      <Icon name={other === "dark" ? "moon" : "sun"} size={18} />
    </button>
  );
}
