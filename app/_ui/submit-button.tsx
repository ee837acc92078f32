"use client";

import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { Button, type ButtonLook } from "./button";

/** The button of the form around it; turns a wheel and takes no second press while the form is on its way. */
export function SubmitButton({ look, children }: { look?: ButtonLook; children: ReactNode }) {
  const { pending } = useFormStatus();

  return (
    <Button type="submit" disabled={pending} {...(look && { look })}>
      {pending && <span className="loading loading-spinner size-5" aria-hidden="true" />}
      {children}
    </Button>
  );
}
