import { useLocale, useTranslations } from "next-intl";
import { ButtonLink } from "@/app/_ui/button";
import { Field, SelectField } from "@/app/_ui/field";
import { Actions, Title } from "@/app/_ui/sheet";
import { SubmitButton } from "@/app/_ui/submit-button";
import { saveDetailsAction } from "@/app/(applicant)/verify/actions";
import { mayCheckPhone } from "@/app/(applicant)/verify/asked-for";
import { countriesByName } from "@/i18n/countries";
import { phonePattern } from "@/lib/phone";
import type { MyVerification } from "@/lib/verification/schema";

/** The form behind "Change": country of the document, the name in it if the person likes, and a phone number where one may be checked. */
export function Details({ mine }: { mine: MyVerification }) {
  const t = useTranslations("applicant.details");
  const locale = useLocale();
  const { documentCountry, firstName, lastName, phone } = mine.declared;

  return (
    <>
      <Title lead={t("lead")}>{t("title")}</Title>
      <form action={saveDetailsAction} className="mt-6 flex flex-1 flex-col gap-5">
        <SelectField
          id="country"
          name="country"
          label={t("country")}
          autoComplete="country"
          defaultValue={documentCountry ?? ""}
          required
        >
          <option value="" disabled>
            {t("countryPick")}
          </option>
          {countriesByName(locale).map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </SelectField>
        <Field
          id="firstName"
          name="firstName"
          label={t("firstName")}
          hint={t("optional")}
          autoComplete="given-name"
          maxLength={100}
          defaultValue={firstName ?? ""}
        />
        <Field
          id="lastName"
          name="lastName"
          label={t("lastName")}
          hint={t("optional")}
          autoComplete="family-name"
          maxLength={100}
          defaultValue={lastName ?? ""}
        />
        {mayCheckPhone() && (
          <Field
            id="phone"
            name="phone"
            type="tel"
            label={t("phone")}
            hint={t("phoneHint")}
            autoComplete="tel"
            pattern={phonePattern}
            title={t("phoneHint")}
            maxLength={40}
            defaultValue={phone ?? ""}
          />
        )}
        <Actions>
          <SubmitButton>{t("save")}</SubmitButton>
          <ButtonLink look="quiet" href="/verify">
            {t("cancel")}
          </ButtonLink>
        </Actions>
      </form>
    </>
  );
}
