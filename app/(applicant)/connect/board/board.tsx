import { randomUUID } from "node:crypto";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import { Mark } from "@/app/_ui/mark";
import { Notice } from "@/app/_ui/notice";
import { Title } from "@/app/_ui/sheet";
import { SubmitButton } from "@/app/_ui/submit-button";
import { confirmPeopleAction } from "@/app/(applicant)/connect/people/actions";
import { taskPath } from "@/app/(applicant)/connect/task-form/questions";
import { taskTitle } from "@/app/(applicant)/connect/task-title";
import type { Task } from "@/lib/connect/requirements/tasks";
import type { ConnectAccount, ConnectPerson, Invitation, PersonSelfie } from "@/lib/connect/schema";
import { personName } from "@/lib/person-name";
import { boardRoles } from "./asked";
import { Avatar } from "./avatar";
import { InvitationStatus } from "./invitation-status";
import { SelfieStatus } from "./selfie-status";
import { personSummary } from "./summary";

const isOpen = ({ state }: Task) => state === "failed" || state === "past_due" || state === "due";

/** How much of the company is named. */
async function Ownership({ total }: { total: number }) {
  const t = await getTranslations("applicant.connect");
  return (
    <section className="mt-5 rounded-xl p-4 ring-1 ring-base-300">
      <div className="flex items-baseline justify-between gap-3">
        <h2 className="font-semibold">{t("people.ownership")}</h2>
        <p className="font-semibold text-lead">{t("people.share", { share: total })}</p>
      </div>
      <progress className="shares" max={100} value={Math.min(100, total)} aria-label={t("people.ownership")} />
      {total > 100 ? (
        <p className="font-medium text-error text-small">{t("refusal.shares_over_100.title", { total })}</p>
      ) : (
        <p className="muted text-small">
          {total === 100
            ? t("people.allNamed")
            : t("people.notNamed", { share: Math.round((100 - total) * 100) / 100 })}
        </p>
      )}
    </section>
  );
}

async function PersonRow({
  person,
  account,
  invitation,
  selfie,
}: {
  person: ConnectPerson;
  account: ConnectAccount;
  /** The newest; null: she was never asked by mail. */
  invitation: Invitation | null;
  /** Null: she took none of her own, or the last did not end well. */
  selfie: PersonSelfie | null;
}) {
  const [t, connect, summary] = await Promise.all([
    getTranslations("applicant.connect"),
    getTranslations("connect"),
    personSummary(person),
  ]);
  const name = personName(person) ?? t("somebody");
  const open = account.tasks.tasks.filter((task) => task.person === person.id && isOpen(task));
  const titled = await Promise.all(open.map(async (task) => ({ task, title: await taskTitle(task, account) })));
  const failed = open.some(({ state }) => state === "failed");
  return (
    <li className="flex gap-3 py-4">
      <Avatar person={person} />
      <div className="min-w-0 flex-1">
        <h2 className="font-semibold">
          <bdi>{name}</bdi>
        </h2>
        <p className="muted text-small">{summary}</p>
        <p className="mt-2">
          {open.length === 0 ? (
            <Mark tone="success" icon={<Icon of="CircleCheck" className="size-4" />}>
              {t("people.nothingDue")}
            </Mark>
          ) : (
            <Mark
              tone={failed ? "warning" : "primary"}
              icon={<Icon of={failed ? "CircleAlert" : "CircleDot"} className="size-4" />}
            >
              {failed ? connect("taskState.failed") : t("people.tasksDue", { count: open.length })}
            </Mark>
          )}
        </p>
        <div className="muted mt-2 flex flex-col gap-1 empty:hidden">
          {invitation && <InvitationStatus invitation={invitation} />}
          {selfie && <SelfieStatus selfie={selfie} />}
        </div>
        <div className="mt-3 flex flex-wrap gap-2">
          {titled.map(({ task, title }) => (
            <ButtonLink key={task.key} look="line" href={taskPath(task)}>
              {title}
            </ButtonLink>
          ))}
          {open.length > 0 && !person.isSeller && (
            <ButtonLink look="line" href={`/connect/people/${person.id}/invite`}>
              {t("invite.send")}
            </ButtonLink>
          )}
          <ButtonLink look="line" href={`/connect/people/${person.id}`}>
            {t("people.edit")}
          </ButtonLink>
        </div>
      </div>
    </li>
  );
}

const declared = ["ownership", "directorship", "representative"] as const;
const provided = ["owners", "directors", "executives"] as const;

/** The presses that say that everybody is named: those that Stripe asks for now. */
async function Confirmation({ task, rest, owned }: { task: Task | null; rest: number; owned: boolean }) {
  const [t, connect] = await Promise.all([getTranslations("applicant.connect"), getTranslations("connect")]);
  const paths = new Set(
    task?.entries
      .filter(({ state }) => state !== "done" && state !== "checking")
      .flatMap(({ field }) => field?.path ?? []),
  );
  const all = provided.filter((role) => paths.has(`company.${role}_provided`));
  const statements = declared.filter((what) => paths.has(`company.${what}_declaration`));
  if (all.length + statements.length === 0) return null;
  return (
    <form action={confirmPeopleAction} className="mt-6 flex flex-col gap-2.5">
      <input type="hidden" name="press" value={randomUUID()} />
      <h2 className="font-semibold text-lead">{connect("group.confirm")}</h2>
      {rest > 0 && <p className="muted text-small">{t("people.restIsFine", { share: rest })}</p>}
      {!owned && all.includes("owners") && <p className="muted text-small">{t("people.noOwner")}</p>}
      {all.map((role) => (
        <label key={role} className="choice-card">
          <input type="checkbox" name={`all:${role}`} value="yes" required />
          <span>{connect(`field.company_${role}_provided.label`)}</span>
        </label>
      ))}
      {statements.map((what) => (
        <label key={what} className="choice-card">
          <input type="checkbox" name={`declare:${what}`} value="yes" required />
          <span>{connect(`field.company_${what}_declaration.label`)}</span>
        </label>
      ))}
      <div className="mt-4">
        <SubmitButton>{t("people.confirm")}</SubmitButton>
      </div>
      <p className="muted text-center text-caption">{t("people.recorded")}</p>
    </form>
  );
}

/** Who represents, owns and directs the company; what each still owes; and whether everybody is named. */
export async function Board({
  account,
  invitations,
  selfies,
}: {
  account: ConnectAccount;
  /** Newest first. */
  invitations: readonly Invitation[];
  selfies: readonly PersonSelfie[];
}) {
  const [t, connect] = await Promise.all([getTranslations("applicant.connect"), getTranslations("connect")]);
  const { persons, tasks } = account;
  const task = tasks.tasks.find(({ key }) => key === "people") ?? null;
  const total = persons.reduce((sum, { percentOwnership }) => sum + Math.round((percentOwnership ?? 0) * 100), 0) / 100;
  const owned = persons.some(({ roles }) => roles.includes("owner"));
  const missing = boardRoles.filter((role) =>
    task?.entries.some(
      ({ entry, state }) => entry.scope.kind === "missing" && entry.scope.role === role && state !== "done",
    ),
  );
  const unrepresented = persons.length > 0 && !persons.some(({ roles }) => roles.includes("representative"));

  return (
    <>
      <Title lead={t("people.lead")}>{t("people.title")}</Title>
      {owned && <Ownership total={total} />}
      {unrepresented && (
        <div className="mt-4">
          <Notice icon={<Icon of="Info" className="size-6" />} title={t("people.noRepresentative")} />
        </div>
      )}
      {persons.length === 0 && <p className="muted mt-4 text-small">{t("people.nobody")}</p>}
      <ul className="rows mt-2">
        {persons.map((person) => (
          <PersonRow
            key={person.id}
            person={person}
            account={account}
            invitation={invitations.find((one) => one.person === person.id) ?? null}
            selfie={selfies.find((one) => one.person === person.id) ?? null}
          />
        ))}
      </ul>
      <div className="mt-3 flex flex-col gap-2">
        {missing.map((role) => (
          <ButtonLink key={role} look="line" href={`/connect/people/new?role=${role}`}>
            <Icon of="Plus" className="size-5" />
            {connect(`addRole.${role}`)}
          </ButtonLink>
        ))}
        <ButtonLink look="line" href="/connect/people/new">
          <Icon of="Plus" className="size-5" />
          {t("people.add")}
        </ButtonLink>
      </div>
      {/* Whether everybody is named can be said once somebody is. */}
      {persons.length > 0 && (
        <Confirmation task={task} rest={owned ? Math.round((100 - total) * 100) / 100 : 0} owned={owned} />
      )}
    </>
  );
}
