import type { Database } from "./database.ts";

/** The stored text of a setting, or null. */
export function readSetting(database: Database, name: string): string | null {
  return database.get<{ value: string }>("select value from setting where name = ?", name)?.value ?? null;
}

/** Stores a setting for this and the next runs. */
export function writeSetting(database: Database, name: string, value: string): void {
  database.run(
    "insert into setting (name, value) values (?, ?) on conflict (name) do update set value = excluded.value",
    name,
    value,
  );
}
