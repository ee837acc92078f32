import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";

/** What stands where rows would: why there are none, and as `children` what can be done. `alert`: it is announced at once. */
export function EmptyList({
  icon,
  title,
  text,
  alert = false,
  children,
}: {
  icon: IconName;
  title: string;
  text: string;
  alert?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className="staff-blank" role={alert ? "alert" : undefined}>
      <Icon of={icon} className="size-6 muted" />
      <h2 className="text-base font-semibold">{title}</h2>
      <p>{text}</p>
      {children}
    </div>
  );
}
