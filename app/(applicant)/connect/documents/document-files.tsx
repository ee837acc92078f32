import { getLocale, getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { SelectField } from "@/app/_ui/field";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { Actions } from "@/app/_ui/sheet";
import { SubmitButton } from "@/app/_ui/submit-button";
import { HostedForm } from "@/app/(applicant)/connect/hosted/hosted-form";
import { SelfieWay } from "@/app/(applicant)/connect/selfie/selfie-way";
import { LocalTime } from "@/app/(applicant)/local-time";
import { countriesByName } from "@/i18n/countries";
import { brand } from "@/lib/brand";
import { fileRuleOf, identityDocuments, nameOfDocument } from "@/lib/connect/requirements/documents";
import type { Entry } from "@/lib/connect/requirements/entry";
import { type Field, textsOfField } from "@/lib/connect/requirements/fields";
import type { Task } from "@/lib/connect/requirements/tasks";
import type { TaskAccount, WaitingFile } from "@/lib/connect/schema";
import { removePageAction } from "./actions";
import { FileCard } from "./file-card";
import { fileTexts, toFileRefusal } from "./file-texts";
import { type Chosen, type Desk, targetOf } from "./targets";

type Props = {
  task: Task;
  entry: Entry;
  field: Field | null;
  account: TaskAccount;
  desk: Desk;
  waiting: readonly WaitingFile[];
  chosen: Chosen;
};

/** The address of the same page with what was chosen. */
function pageOf({ path }: Desk, { country, document }: Pick<Chosen, "country" | "document">): string {
  const query = new URLSearchParams({ ...(country && { country }), ...(document && { document }) }).toString();
  return query === "" ? path : `${path}${path.includes("?") ? "&" : "?"}${query}`;
}

/** Which document it is: it decides which sides are wanted. Its country is the one that issued it. */
async function ChooseDocument({ task, account, desk, chosen }: Pick<Props, "task" | "account" | "desk" | "chosen">) {
  const { country } = account;
  const [t, connect, locale] = await Promise.all([
    getTranslations("applicant.connect"),
    getTranslations("connect"),
    getLocale(),
  ]);
  const issued = chosen.country ?? country;
  const { documents } = identityDocuments({ country: issued, residence: null, accountCountry: country });
  // A form that is sent by its address leaves out what stands in the address of its page.
  const kept = [...new URL(desk.path, "http://page").searchParams].map(([name, value]) => (
    <input key={name} type="hidden" name={name} value={value} />
  ));

  return (
    <>
      <form method="get" action="" className="mt-6 flex items-end gap-3">
        {kept}
        <div className="min-w-0 flex-1">
          <SelectField id="issued" name="country" label={t("documents.issuedIn")} defaultValue={issued}>
            {countriesByName(locale).map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </SelectField>
        </div>
        <button type="submit" className="cta-line">
          {t("documents.changeCountry")}
        </button>
      </form>
      <form method="get" action="" className="mt-6 flex flex-1 flex-col gap-6">
        {kept}
        <input type="hidden" name="country" value={issued} />
        <fieldset className="flex flex-col gap-2.5">
          <legend className="mb-2 font-semibold text-small">{t("documents.kind")}</legend>
          {documents.map(({ document, back }) => (
            <label key={document} className="choice-card">
              <input type="radio" name="document" value={document} required />
              <span>
                <span className="block font-semibold">{connect(nameOfDocument(document, issued))}</span>
                <span className="muted block text-small">{connect(`documentSides.${back}`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <SelfieWay account={desk.seller} person={task.person} />
        <Actions>
          <SubmitButton>{t("documents.continue")}</SubmitButton>
          <ButtonLink look="quiet" href={pageOf(desk, { country: issued, document: "none" })}>
            {t("documents.none.open")}
          </ButtonLink>
        </Actions>
      </form>
    </>
  );
}

/** For who has none of the documents that are named: what else there is. */
async function NoneOfThese({ task, desk, chosen }: Pick<Props, "task" | "desk" | "chosen">) {
  const t = await getTranslations("applicant.connect.documents");
  return (
    <>
      <div className="mt-6">
        <Notice icon={<Icon of="Info" className="size-6" />} title={t("none.title")}>
          {t("none.text")}
        </Notice>
      </div>
      <SelfieWay account={desk.seller} person={task.person} />
      <Actions>
        {desk.seller && <HostedForm back={desk.path} />}
        <ButtonLink look="line" href={`mailto:${brand.supportAddress}`}>
          {t("none.help")}
        </ButtonLink>
        <ButtonLink look="quiet" href={pageOf(desk, { country: chosen.country, document: null })}>
          {t("none.back")}
        </ButtonLink>
      </Actions>
    </>
  );
}

/** The pages of a paper that are at Stripe and not yet given to it, in their order, each of which may be left out. */
async function Pages({ files, back }: { files: readonly WaitingFile[]; back: string }) {
  const [t, locale] = await Promise.all([getTranslations("applicant.connect.documents"), getLocale()]);
  return (
    <ol className="rows" aria-label={t("page")}>
      {files.map(({ id, uploadedAt }, index) => (
        <li key={id} className="flex items-center gap-3 py-2">
          <span className="min-w-0 flex-1">
            <span className="block font-semibold">{t("pageNumber", { number: index + 1 })}</span>
            <span className="muted text-caption">
              {t.rich("pageSent", { time: () => <LocalTime at={uploadedAt} show="time" locale={locale} /> })}
            </span>
          </span>
          <form action={removePageAction}>
            <input type="hidden" name="file" value={id} />
            <input type="hidden" name="back" value={back} />
            <SubmitButton look="line">
              {t("removePage")}
              <span className="sr-only"> {t("pageNumber", { number: index + 1 })}</span>
            </SubmitButton>
          </form>
        </li>
      ))}
    </ol>
  );
}

/** The files of one document: each side or page for itself, then all of it is given to Stripe. */
export async function DocumentFiles({ task, entry, field, account, desk, waiting, chosen }: Props) {
  const { country } = account;
  const rule = field && fileRuleOf(field);
  if (!field || !rule) return null;
  const isIdentity = field.path === "verification.document";
  const issued = chosen.country ?? country;
  const { documents } = identityDocuments({ country: issued, residence: null, accountCountry: country });
  const document = documents.find((one) => one.document === chosen.document);
  if (isIdentity && chosen.document === "none") return <NoneOfThese {...{ task, desk, chosen }} />;
  if (isIdentity && !document) return <ChooseDocument {...{ task, account, desk, chosen }} />;

  const [t, connect] = await Promise.all([getTranslations("applicant.connect"), getTranslations("connect")]);
  const target = targetOf(entry, field);
  const here = waiting.filter((file) => file.person === target.person && file.entry === target.entry);
  const parts =
    rule.shape === "pages"
      ? (["page"] as const)
      : isIdentity && document?.back !== "none"
        ? (["front", "back"] as const)
        : (["front"] as const);
  const files = here.filter(({ part }) => parts.some((one) => one === part));
  const missing = parts.filter((part) => !files.some((file) => file.part === part));
  const back = pageOf(desk, { country: chosen.country, document: chosen.document });
  const partName = (part: (typeof parts)[number]) =>
    part === "page" ? t("documents.page") : parts.length === 1 ? t("documents.only") : connect(`file.${part}`);
  const words = await fileTexts({ papers: rule.formats.includes("pdf"), invited: desk.seller === null });
  const texts = rule.shape === "pages" && files.length > 0 ? { ...words, choose: t("documents.addPage") } : words;
  const refusal = toFileRefusal(chosen.refused);

  return (
    <section className="mt-6 flex flex-1 flex-col gap-4">
      <h2 className="font-semibold">
        {document
          ? connect(nameOfDocument(document.document, issued))
          : connect(`${textsOfField(field.name, country)}.label`)}
      </h2>
      {rule.shape === "pages" && files.length > 0 && <Pages {...{ files, back }} />}
      {parts.map((part) => (
        <FileCard
          key={`${part}:${files.flatMap((file) => (file.part === part ? [file.id] : [])).join()}`}
          {...{ target, part, back, texts }}
          upload={desk.upload}
          title={partName(part)}
          sent={files.filter((file) => file.part === part).length}
          refused={chosen.part === part || chosen.part === null ? refusal : null}
          rule={{ formats: rule.formats, colour: rule.colour }}
        />
      ))}
      <p className="muted text-small">
        {connect(`file.limits.${rule.formats.includes("pdf") ? "papers" : "pictures"}`)} {t("documents.noCopy")}
      </p>
      <Actions>
        <form action={desk.attach}>
          <input type="hidden" name="person" value={target.person ?? ""} />
          <input type="hidden" name="entry" value={target.entry} />
          <input type="hidden" name="files" value={files.map(({ id }) => id).join(",")} />
          <input type="hidden" name="back" value={back} />
          {missing.length === 0 && <SubmitButton>{t("documents.send")}</SubmitButton>}
        </form>
        {missing.length > 0 && (
          <p className="muted text-center text-small">
            {t("documents.missing", { parts: missing.map(partName).join(", ") })}
          </p>
        )}
        {isIdentity && (
          <a className="cta-quiet" href={pageOf(desk, { country: chosen.country, document: null })}>
            {t("documents.another")}
          </a>
        )}
      </Actions>
    </section>
  );
}
