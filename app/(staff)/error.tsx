"use client";

import { Icon } from "@/app/_ui/icon";
import { StaffMain } from "@/app/(staff)/_ui/staff-main";
import { type ErrorLook, ErrorScreen, type PageFailure } from "@/app/error-screen";

/** Within staff's menu, which goes on working. */
const staff: ErrorLook = {
  texts: "staffPage",
  Frame: ({ title, text, children }) => (
    <StaffMain tab={title}>
      <div className="staff-blank" role="alert">
        <Icon of="CircleAlert" className="size-6 text-error" />
        <h1 className="text-base font-semibold">{title}</h1>
        <p className="max-w-[22rem] text-xs muted">{text}</p>
        {children}
      </div>
    </StaffMain>
  ),
  classes: {
    reference: "text-xs muted",
    code: "code select-all",
    actions: "mt-2 flex gap-2",
    retry: "btn btn-sm btn-primary",
    home: "btn btn-sm btn-line",
  },
};

/** A page of staff's that throws. */
export default function StaffError({ error, retry }: PageFailure) {
  return <ErrorScreen error={error} retry={retry} look={staff} />;
}
