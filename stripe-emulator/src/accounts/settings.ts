import type { Wire } from "../http/expand.ts";
import type { AccountRecord } from "../records/account.ts";

type CountryDefaults = { currency: string; schedule: { delay_days: number; interval: string; weekly_anchor?: string } };

const daily = (delay_days: number) => ({ delay_days, interval: "daily" });

/** What an account begins with: observed for AU, DE, GB, JP and US, assumed for the others. */
const defaults: Readonly<Record<string, CountryDefaults>> = {
  AU: { currency: "aud", schedule: daily(2) },
  BR: { currency: "brl", schedule: daily(30) },
  DE: { currency: "eur", schedule: daily(7) },
  FR: { currency: "eur", schedule: daily(7) },
  GB: { currency: "gbp", schedule: daily(7) },
  JP: { currency: "jpy", schedule: { delay_days: 4, interval: "weekly", weekly_anchor: "friday" } },
  SG: { currency: "sgd", schedule: daily(7) },
  US: { currency: "usd", schedule: daily(2) },
};

/** The currency an account of this country begins with. */
export function currencyOf(country: string): string {
  return defaults[country]?.currency ?? "usd";
}

/** Stripe API, `settings` of an account: what was set, and else what it begins with. */
export function settingsOf({ country, internal }: AccountRecord): Wire {
  const { settings, businessProfile } = internal;
  const { branding, card_payments, payments, payouts } = settings;
  const schedule = { ...defaults[country]?.schedule, ...payouts?.schedule };
  const descriptor = payments?.statement_descriptor ?? derivedDescriptor(businessProfile.name);
  return {
    bacs_debit_payments: {
      display_name: settings.bacs_debit_payments?.display_name ?? null,
      service_user_number: null,
    },
    branding: {
      icon: branding?.icon ?? null,
      logo: branding?.logo ?? null,
      primary_color: branding?.primary_color ?? null,
      secondary_color: branding?.secondary_color ?? null,
    },
    card_issuing: { tos_acceptance: signed(settings.card_issuing?.tos_acceptance) },
    card_payments: {
      decline_on: {
        avs_failure: card_payments?.decline_on?.avs_failure ?? false,
        cvc_failure: card_payments?.decline_on?.cvc_failure ?? false,
      },
      statement_descriptor_prefix: card_payments?.statement_descriptor_prefix ?? descriptor?.slice(0, 10) ?? null,
      statement_descriptor_prefix_kana: card_payments?.statement_descriptor_prefix_kana ?? null,
      statement_descriptor_prefix_kanji: card_payments?.statement_descriptor_prefix_kanji ?? null,
    },
    dashboard: { display_name: businessProfile.name ?? null, timezone: "Etc/UTC" },
    invoices: {
      default_account_tax_ids: settings.invoices?.default_account_tax_ids ?? null,
      hosted_payment_method_save: settings.invoices?.hosted_payment_method_save ?? null,
    },
    payments: {
      statement_descriptor: descriptor,
      statement_descriptor_kana: payments?.statement_descriptor_kana ?? null,
      statement_descriptor_kanji: payments?.statement_descriptor_kanji ?? null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
    payouts: {
      debit_negative_balances: payouts?.debit_negative_balances ?? false,
      schedule,
      statement_descriptor: payouts?.statement_descriptor ?? null,
    },
    ...(settings.paypay_payments && { paypay_payments: paypayOf(settings.paypay_payments) }),
    sepa_debit_payments: settings.sepa_debit_payments ?? {},
    ...(settings.treasury && { treasury: { tos_acceptance: signed(settings.treasury.tos_acceptance) } }),
  };
}

type PayPay = NonNullable<AccountRecord["internal"]["settings"]["paypay_payments"]>;

function paypayOf({ additional_files, goods_type, site }: PayPay): Wire {
  return {
    ...(additional_files && { additional_files }),
    ...(goods_type && { goods_type }),
    ...(site && {
      site: {
        ...(site.accessible && { accessible: {} }),
        ...(site.in_development && {
          in_development: {
            password_provided: Boolean(site.in_development.password),
            username: site.in_development.username ?? null,
          },
        }),
        ...(site.restricted && { restricted: { payment_flow_file: site.restricted.payment_flow_file ?? null } }),
        ...(site.type && { type: site.type }),
      },
    }),
  };
}

/** Stripe derives a statement descriptor from the name: upper case, at most 22 characters, none of `< > \ ' " *`. */
function derivedDescriptor(name: string | null | undefined): string | null {
  return name
    ? name
        .toUpperCase()
        .replace(/[<>\\'"*]/g, "")
        .slice(0, 22)
    : null;
}

const signed = (
  given: { date?: number | null; ip?: string | null; user_agent?: string | null } | null | undefined,
) => ({
  date: given?.date ?? null,
  ip: given?.ip ?? null,
  ...(given?.user_agent && { user_agent: given.user_agent }),
});
