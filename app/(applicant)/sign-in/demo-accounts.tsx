import { useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";
import { requestDemoLinkAction } from "./actions";

const roles = ["applicant", "support", "reviewer", "senior", "auditor", "developer", "admin"] as const;

// Where each role's work is, so that one press and one mail lead straight to it.
const homeOf = (role: (typeof roles)[number]) => {
  if (role === "applicant") return "/verify";
  if (role === "admin") return "/";
  return role === "developer" ? "/events" : "/verifications";
};

/** The demo's accounts, one press each, and the way to the mail that it catches. Only the demo shows this. */
export function DemoAccounts({ mailUrl, callbackPath }: { mailUrl: string; callbackPath: string }) {
  const t = useTranslations("applicant.signIn");
  const common = useTranslations("common");

  return (
    <section className="px-5 pt-4 pb-4 sm:px-0 sm:pt-6" aria-labelledby="demo-accounts">
      <div className="flex items-center justify-between text-small">
        <h2 id="demo-accounts" className="font-semibold">
          {t("demoAccounts")}
        </h2>
        <a href={mailUrl} className="text-link">
          {t("caughtMail")}
          <Icon of="ArrowUpRight" className="size-4 rtl:-scale-x-100" />
        </a>
      </div>
      <ul className="rows overflow-hidden rounded-2xl border border-base-300 bg-base-100">
        {roles.map((role) => (
          <li key={role}>
            <form action={requestDemoLinkAction}>
              <input type="hidden" name="callbackUrl" value={callbackPath === "/" ? homeOf(role) : callbackPath} />
              <button
                type="submit"
                name="email"
                value={`${role}@demo.test`}
                className="-outline-offset-2 flex min-h-11 w-full cursor-pointer items-center justify-between gap-3 ps-4 pe-3 text-small hover:bg-base-200"
              >
                <span className="text-start font-medium">{common(`role.${role}`)}</span>
                <span className="muted flex items-center gap-2">
                  <bdi>{`${role}@demo.test`}</bdi>
                  <Icon of="ChevronRight" className="size-4 rtl:-scale-x-100" />
                </span>
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}
