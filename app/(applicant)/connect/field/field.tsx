import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";
import type { FieldView } from "./field-view";

/** What a field is drawn with beside its view. `error`: what is wrong with it now, which stands in place of what Stripe found. */
export type FieldState = {
  /** What was typed before, by name. */
  values: Readonly<Record<string, string>>;
  error: string | null;
  /** A word for fields that may be left empty. */
  optional: string;
};

const idOf = (name: string) => `field-${name.replaceAll(/[.:]/g, "-")}`;

/** What is wrong, under its field. */
function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className="flex gap-1.5 font-medium text-error text-small">
      <Icon of="CircleAlert" className="mt-0.5 size-4.5" />
      {children}
    </p>
  );
}

function useParts({ name, help, refused, wrong }: FieldView, { error }: FieldState) {
  const id = idOf(name);
  const problem = error ?? refused;
  return {
    id,
    problem,
    described: {
      "aria-describedby": [help && `${id}-help`, problem && `${id}-error`].filter(Boolean).join(" ") || undefined,
      "aria-invalid": problem || wrong ? (true as const) : undefined,
    },
  };
}

/** A field of several controls: what it asks is its legend. */
function Group({ view, state, children }: { view: FieldView; state: FieldState; children: ReactNode }) {
  const { id, problem, described } = useParts(view, state);
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5" aria-describedby={described["aria-describedby"]}>
      <legend className="mb-1.5 font-semibold text-small">{view.label}</legend>
      {view.help && (
        <p id={`${id}-help`} className="muted text-caption">
          {view.help}
        </p>
      )}
      {children}
      {problem && <FieldError id={`${id}-error`}>{problem}</FieldError>}
    </fieldset>
  );
}

function Dates({ view, state }: { view: FieldView & { kind: "date" }; state: FieldState }) {
  const { id, described } = useParts(view, state);
  return (
    <Group view={view} state={state}>
      <div className="date-parts">
        {view.parts.map(({ part, label, autoComplete }) => (
          <div key={part} className="flex flex-col gap-1" data-part={part}>
            <label htmlFor={`${id}-${part}`} className="text-small">
              {label}
            </label>
            <input
              className="control"
              id={`${id}-${part}`}
              name={`${view.name}.${part}`}
              inputMode="numeric"
              maxLength={part === "year" ? 4 : 2}
              autoComplete={autoComplete ?? "off"}
              defaultValue={state.values[`${view.name}.${part}`] ?? ""}
              dir="ltr"
              {...described}
            />
          </div>
        ))}
      </div>
    </Group>
  );
}

function Cards({ view, state }: { view: FieldView & { kind: "cards" | "boxes" }; state: FieldState }) {
  const { described } = useParts(view, state);
  const several = view.kind === "boxes";
  return (
    <Group view={view} state={state}>
      <div className="flex flex-col gap-2">
        {view.options.map(({ value, label }) => (
          <label key={value} className="choice-card">
            <input
              type={several ? "checkbox" : "radio"}
              name={several ? `${view.name}:${value}` : view.name}
              value={several ? "yes" : value}
              defaultChecked={
                several ? state.values[`${view.name}:${value}`] === "yes" : state.values[view.name] === value
              }
              aria-invalid={described["aria-invalid"]}
            />
            <span className="font-semibold">{label}</span>
          </label>
        ))}
      </div>
    </Group>
  );
}

function Single({ view, state }: { view: FieldView; state: FieldState }) {
  const { id, problem, described } = useParts(view, state);
  const common = { id, name: view.name, ...described };
  const value = state.values[view.name] ?? "";
  const control = () => {
    switch (view.kind) {
      case "list":
        return (
          <select className="control-select" autoComplete={view.autoComplete} defaultValue={value} {...common}>
            <option value="">{view.pick}</option>
            {view.options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
        );
      case "text":
        return (
          <textarea
            className="control-text"
            rows={4}
            maxLength={view.maxLength ?? undefined}
            defaultValue={value}
            autoComplete="off"
            {...common}
          />
        );
      case "secret":
        // Nothing is typed for somebody here, and no browser offers to keep it.
        return (
          <input
            className={view.numeric ? "control max-w-40" : "control"}
            data-secret
            data-token={view.token ? (view.number ?? "") : undefined}
            inputMode={view.numeric ? "numeric" : "text"}
            maxLength={view.maxLength ?? undefined}
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            dir="ltr"
            {...common}
          />
        );
      case "line":
        return (
          <input
            className="control"
            type={view.type}
            inputMode={view.inputMode}
            maxLength={view.maxLength ?? undefined}
            autoComplete={view.autoComplete}
            defaultValue={value}
            dir={view.type === "text" ? undefined : "ltr"}
            {...common}
          />
        );
      default:
        return null;
    }
  };

  return (
    <div className="field">
      <label htmlFor={id} className="font-semibold text-small">
        {view.label}
        {view.optional && <span className="muted font-normal"> {state.optional}</span>}
      </label>
      {view.help && (
        <p id={`${id}-help`} className="muted text-caption">
          {view.help}
        </p>
      )}
      {control()}
      {problem && <FieldError id={`${id}-error`}>{problem}</FieldError>}
    </div>
  );
}

/** One question with label, help, its control, and what is wrong with it. */
export function ConnectField({ view, state }: { view: FieldView; state: FieldState }) {
  switch (view.kind) {
    case "date":
      return <Dates view={view} state={state} />;
    case "cards":
    case "boxes":
      return <Cards view={view} state={state} />;
    default:
      return <Single view={view} state={state} />;
  }
}
