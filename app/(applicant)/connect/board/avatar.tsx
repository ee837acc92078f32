import { Icon } from "@/app/_ui/icon";
import type { ConnectPerson } from "@/lib/connect/schema";
import { nameParts } from "@/lib/person-name";

/** The first letters of a name, for the eye only. */
export function Avatar({ person }: { person: ConnectPerson }) {
  const letters = nameParts(person)
    .map((name) => [...name][0] ?? "")
    .join("");
  return (
    <span className="avatar" aria-hidden="true">
      {letters || <Icon of="UserRound" className="size-5" />}
    </span>
  );
}
