import type { ReactNode } from "react";

/** A tone; what stands inside takes its colour. */
export type Tone = "primary" | "info" | "success" | "warning" | "error" | "neutral";

/** The class that sets a tone for everything inside. Spelt out, because the style sheet is made of words found in files. */
export const toneClass: Record<Tone, string> = {
  primary: "tone-primary",
  info: "tone-info",
  success: "tone-success",
  warning: "tone-warning",
  error: "tone-error",
  neutral: "tone-neutral",
};

/** A box with a sign, a heading and a few words. With a tone it reports something and is spoken (`role="alert"`). */
export function Notice({
  icon,
  title,
  tone,
  children,
}: {
  icon: ReactNode;
  title: string;
  tone?: Tone;
  children?: ReactNode;
}) {
  return (
    <div
      className={`note flex gap-3.5 ${tone ? toneClass[tone] : ""}`}
      data-tone={tone}
      {...(tone && { role: "alert" })}
    >
      <span className={`mt-0.5 shrink-0 ${tone ? "text-(--tone)" : "text-primary"}`}>{icon}</span>
      <div className="min-w-0 flex-1">
        <h2 className="font-semibold">{title}</h2>
        {children && <div className="muted mt-0.5 text-small">{children}</div>}
      </div>
    </div>
  );
}
