"use client";

import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";
import { KeyHint } from "@/app/(staff)/_ui/key-hint";
import { filterHref, hrefWithout, unset } from "./filter-address";
import { KeptFilters } from "./kept-filters";

/** One filter of a list. */
export type ListFilter = {
  id: string;
  name: string;
  /** The entries of the address that are its own; a choice takes the place of them all. */
  owns: [string, ...string[]];
  /** What it is set to, in words, and those of the way to take it away. */
  on?: { value: string; remove: string };
  /** What may be chosen: what the first of the entries is set to, and its words, if it has any. */
  choices: Readonly<Record<string, string | null>>;
  choicesTitle?: string;
  /** The values of its choices are codes that staff know: they are shown beneath the words, or before them. */
  codes?: "beneath" | "before";
  /** What else may be typed. */
  form?: { kind: "country"; label: string } | { kind: "days"; from: string; to: string; note: string };
};

/** Where the list is and what it shows now. */
type Current = { path: string; filter: Record<string, string> };

type Words = { bar: string; search: string; searchHint: string; apply: string; clear: string };

/**
 * Search and filters above a list. Plain GET forms and links in the browser's own popovers: nothing here needs script.
 * Drawn by the browser's script as well, so that React sends its markup once and not twice.
 */
export function FilterBar({
  path,
  filter,
  view,
  filters,
  searchLength,
  keys,
  words,
  children,
}: Current & {
  /** The entry that says which view of the list is open: it stays when the filters are taken away. */
  view: string;
  filters: ListFilter[];
  searchLength: number;
  /** Whether single keys act. */
  keys: boolean;
  words: Words;
  /** What stands at its end. */
  children?: ReactNode;
}) {
  const current = { path, filter };
  return (
    <div className="list-bar">
      <search className="contents">
        <form action={path} className="contents">
          <KeptFilters filter={filter} names={["q"]} />
          <label className="list-search">
            <Icon of="Search" className="size-3.5 muted" />
            <input
              type="search"
              name="q"
              defaultValue={filter.q}
              key={filter.q}
              placeholder={words.searchHint}
              aria-label={words.search}
              maxLength={searchLength}
              autoComplete="off"
              spellCheck={false}
              aria-keyshortcuts={keys ? "/" : undefined}
            />
            {keys ? <KeyHint of="/" /> : null}
          </label>
        </form>
      </search>
      <fieldset className="list-chips" aria-label={words.bar}>
        {filters.map((each) => (
          <FilterChip key={each.id} current={current} of={each} words={words} />
        ))}
        {filter.q !== undefined || filters.some(({ on }) => on) ? (
          <a href={filterHref(path, {}, { [view]: filter[view] })} className="staff-text-link px-1 whitespace-nowrap">
            {words.clear}
          </a>
        ) : null}
      </fieldset>
      {children}
    </div>
  );
}

/** A filter's button with its choices in a popover; shows what it is set to, and the way to take it away. */
function FilterChip({ current, of, words }: { current: Current; of: ListFilter; words: Words }) {
  const { id, name, on, choices, choicesTitle, form } = of;
  const hasChoices = Object.keys(choices).length > 0;
  return (
    <>
      {on ? (
        <span className="filter-chip filter-chip-on">
          <button type="button" popoverTarget={id}>
            <span className="muted">{name}</span> <span className="max-w-40 truncate font-medium">{on.value}</span>
          </button>
          <a href={hrefWithout(current.path, current.filter, of.owns)} aria-label={on.remove}>
            <Icon of="X" className="size-3" />
          </a>
        </span>
      ) : (
        <button type="button" className="filter-chip" popoverTarget={id}>
          <Icon of="Plus" className="size-3" />
          {name}
        </button>
      )}
      <section id={id} popover="auto" className="staff-popover" aria-label={name}>
        {choicesTitle && hasChoices ? <h2 className="staff-label px-2 pt-1.5">{choicesTitle}</h2> : null}
        {hasChoices ? <Choices current={current} of={of} /> : null}
        {form ? (
          <form action={current.path} className="filter-form">
            <KeptFilters filter={current.filter} names={of.owns} />
            {form.kind === "country" ? (
              <CountryField value={current.filter.country} label={form.label} apply={words.apply} />
            ) : (
              <DayFields filter={current.filter} form={form} apply={words.apply} />
            )}
          </form>
        ) : null}
      </section>
    </>
  );
}

function Choices({ current: { path, filter }, of }: { current: Current; of: ListFilter }) {
  const { owns, choices, codes } = of;
  return (
    <ul className={codes === "before" ? "filter-options codes-before" : "filter-options"}>
      {Object.entries(choices).map(([value, text]) => {
        const set: Record<string, string | undefined> = { ...unset(owns), [owns[0]]: value };
        return (
          <li key={value}>
            <a
              href={filterHref(path, filter, set)}
              aria-current={owns.every((name) => set[name] === filter[name]) ? "true" : undefined}
            >
              {codes === "before" ? <bdi>{value}</bdi> : null}
              {text}
              {codes === "beneath" ? <bdi>{value}</bdi> : null}
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function CountryField({ value, label, apply }: { value: string | undefined; label: string; apply: string }) {
  return (
    <>
      <label className="flex flex-col gap-1">
        {label}
        <input
          name="country"
          defaultValue={value}
          key={value}
          className="input input-sm w-full uppercase"
          pattern="[A-Za-z]{1,3}"
          maxLength={3}
          required
          autoComplete="off"
          spellCheck={false}
        />
      </label>
      <button type="submit" className="btn btn-sm btn-primary self-end">
        {apply}
      </button>
    </>
  );
}

function DayFields({
  filter,
  form,
  apply,
}: {
  filter: Current["filter"];
  form: { from: string; to: string; note: string };
  apply: string;
}) {
  return (
    <>
      <div className="grid grid-cols-2 gap-2">
        {(["from", "to"] as const).map((end) => (
          <label key={end} className="flex flex-col gap-1">
            {form[end]}
            <input
              type="date"
              name={end}
              defaultValue={filter[end]}
              key={filter[end]}
              className="input input-sm num w-full"
            />
          </label>
        ))}
      </div>
      <span className="flex items-center gap-2">
        <span className="text-2xs muted">{form.note}</span>
        <button type="submit" className="btn btn-sm btn-primary ms-auto">
          {apply}
        </button>
      </span>
    </>
  );
}
