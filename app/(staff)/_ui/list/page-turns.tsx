import { Icon } from "@/app/_ui/icon";
import { StaffLink } from "@/app/(staff)/_ui/staff-link";

type Turn = { href: string; text: string };

/** The ways to the newer and the older page of a list, each where there is one. */
export function PageTurns({ newer, older }: { newer: Turn | null; older: Turn | null }) {
  return (
    <span className="ms-auto flex gap-1.5">
      {newer ? (
        <StaffLink rows rel="prev" href={newer.href} className="btn btn-sm btn-line">
          <Icon of="ChevronLeft" className="size-3.5 rtl:rotate-180" />
          {newer.text}
        </StaffLink>
      ) : null}
      {older ? (
        <StaffLink rows rel="next" href={older.href} className="btn btn-sm btn-line">
          {older.text}
          <Icon of="ChevronRight" className="size-3.5 rtl:rotate-180" />
        </StaffLink>
      ) : null}
    </span>
  );
}
