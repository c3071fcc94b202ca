import type { ReactNode } from "react";
import styles from "./Panel.module.css";

interface PanelProps {
  title: string;
  area?: string;
  tools?: ReactNode;
  children: ReactNode;
}

export function Panel({ title, area, tools, children }: PanelProps) {
  return (
    <section className={styles.panel} style={area ? { gridArea: area } : undefined}>
      <div className={styles.head}>
        <h2>{title}</h2>
        {tools}
      </div>
      {children}
    </section>
  );
}
