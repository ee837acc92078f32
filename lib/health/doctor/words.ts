import { createTranslator } from "next-intl";
import type { Words } from "@/lib/health/doctor/check";
import doctor from "@/messages/en/doctor.json";

/**
 * The doctor's texts where there is no request, whose language they could have. A text that there is not is its path, and
 * told to `onMissing`, else to the console.
 */
export function englishWords(onMissing?: (error: Error) => void): Words {
  const translate = createTranslator({
    locale: "en",
    messages: { doctor },
    namespace: "doctor",
    ...(onMissing ? { onError: onMissing } : {}),
  });
  // A cast, because the checks build their paths, whose parts the compiler checks (lib/health/doctor/check.ts).
  return translate as unknown as Words;
}
