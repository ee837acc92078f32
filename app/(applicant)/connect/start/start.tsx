import { getLocale, getTranslations } from "next-intl/server";
import { SelectField } from "@/app/_ui/field";
import { Icon } from "@/app/_ui/icon";
import { Mark } from "@/app/_ui/mark";
import { Title } from "@/app/_ui/sheet";
import { Stage } from "@/app/_ui/stage";
import { startAccountAction } from "@/app/(applicant)/connect/actions";
import { Acceptance } from "@/app/(applicant)/connect/terms/acceptance";
import { countriesByName } from "@/i18n/countries";
import { sellerCountries } from "@/lib/connect/requirements/sellers";
import { businessTypes, type StartAnswers, startPath } from "./answers";

/** What a new seller finds: two questions, and the terms with the press that accepts them. `chosen`: before the press was refused. */
export async function Start({ chosen }: { chosen: StartAnswers }) {
  const [t, connect, locale] = await Promise.all([
    getTranslations("applicant.connect"),
    getTranslations("connect"),
    getLocale(),
  ]);
  const countries = countriesByName(locale).filter(({ code }) => Object.hasOwn(sellerCountries, code));

  return (
    <>
      <Stage
        art="shop"
        tone="primary"
        mark={
          <Mark tone="primary" icon={<Icon of="CircleDashed" className="size-4" />}>
            {t("status.not_started")}
          </Mark>
        }
      />
      <div className="mt-5">
        <Title lead={t("start.lead")}>{t("start.title")}</Title>
      </div>
      {/* A form of its own for each answer: one that stays is emptied by React, and takes no other default. */}
      <form key={startPath(chosen)} action={startAccountAction} className="mt-6 flex flex-1 flex-col gap-6">
        <SelectField
          id="country"
          name="country"
          label={t("start.country")}
          defaultValue={chosen.country ?? ""}
          required
        >
          <option value="" disabled>
            {t("start.countryPick")}
          </option>
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </SelectField>
        <fieldset className="flex flex-col gap-2.5">
          <legend className="mb-2 font-semibold text-small">{t("start.kind")}</legend>
          {businessTypes.map((type) => (
            <label key={type} className="choice-card">
              <input
                type="radio"
                name="businessType"
                value={type}
                defaultChecked={chosen.businessType === type}
                required
              />
              <span>
                <span className="block font-semibold">{connect(`choice.${type}`)}</span>
                <span className="muted block text-small">{connect(`businessTypeHint.${type}`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Acceptance button={t("start.button")} />
      </form>
    </>
  );
}
