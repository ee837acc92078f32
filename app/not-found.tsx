import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { brand } from "@/lib/brand";
import { NothingHere } from "./nothing-here";

/** The title of the empty document that Next sends when a page throws `notFound()`. What its script draws has its own. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applicant.notFound");
  return { title: `${t("title")} · ${brand.company}` };
}

/**
 * Next renders it with every page, before anything comes from the database: so it is here that React learns that the request's words
 * have come, and no part that uses them later waits for them again.
 */
export default function NotFound() {
  return <NothingHere />;
}
