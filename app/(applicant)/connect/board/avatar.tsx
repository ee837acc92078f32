import { Icon } from "@/app/_ui/icon";
import type { ConnectPerson } from "@/lib/connect/schema";

/** The first letters of a name, for the eye only. */
export function Avatar({ person: { firstName, lastName } }: { person: ConnectPerson }) {
  const letters = [firstName, lastName].map((name) => [...(name ?? "")][0] ?? "").join("");
  return (
    <span className="avatar" aria-hidden="true">
      {letters || <Icon of="UserRound" className="size-5" />}
    </span>
  );
}
