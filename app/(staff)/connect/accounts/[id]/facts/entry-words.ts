import type { getTranslations } from "next-intl/server";
import { type Entry, parseEntry, riskPathOf } from "@/lib/connect/requirements/entry";
import { fieldOf, textsOfField } from "@/lib/connect/requirements/fields";

type Words = Awaited<ReturnType<typeof getTranslations<"connect">>>;

/** What an entry asks for: entries of one key are one thing to people. `text` null: nobody has words for it. */
export type Thing = { key: string; text: string | null };

/** Parts of an address are one thing; so are day, month and year, which have one field. */
export function thingOf(name: string, country: string, t: Words): Thing {
  const entry: Entry = parseEntry(name);
  const { scope } = entry;
  if (scope.kind === "risk") {
    const path = riskPathOf(entry);
    return { key: `risk ${name}`, text: t(`risk.${path}`) };
  }
  const field = fieldOf(entry);
  if (scope.kind === "missing") return { key: `missing ${scope.role}`, text: t(`addRole.${scope.role}`) };
  if (!field) return { key: `unknown ${name}`, text: null };
  if (field.name.startsWith("address_")) return { key: `group ${field.group}`, text: t(`group.${field.group}`) };
  return { key: `field ${field.name}`, text: t(`${textsOfField(field.name, country)}.label`) };
}
