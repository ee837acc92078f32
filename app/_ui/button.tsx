import type { ComponentProps } from "react";

/** `primary`: the one filled button of a screen; `second`: as large, outlined; `quiet`: the way out; `line`: in lists. */
export type ButtonLook = "primary" | "second" | "quiet" | "line";

const looks: Record<ButtonLook, string> = {
  primary: "cta",
  second: "cta cta-second",
  quiet: "cta-quiet",
  line: "cta-line",
};

/** A button; it submits its form unless `type` says otherwise, as in HTML. */
export function Button({
  look = "primary",
  ...props
}: Omit<ComponentProps<"button">, "className"> & { look?: ButtonLook }) {
  return <button className={looks[look]} {...props} />;
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function ButtonLink({
  look = "primary",
  children,
  ...props
}: Omit<ComponentProps<"a">, "className"> & { look?: ButtonLook; href: string }) {
  return (
    <a className={looks[look]} {...props}>
      {children}
    </a>
  );
}
