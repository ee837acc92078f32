import { existsSync } from "node:fs";
import path from "node:path";
import manifest from "../../on-demand/stripe-cli/package.json" with { type: "json" };
import { Problem } from "../process/command.ts";
import { installOnDemand } from "../process/on-demand.ts";

/**
 * The program of the official Stripe CLI: the one pinned in `on-demand/stripe-cli`, fetched on its first use, or the one that
 * STRIPE_CLI_PATH names. Throws a `Problem` where there is none for this platform, or where it cannot be fetched.
 */
export async function findStripeCli(): Promise<string> {
  const named = process.env.STRIPE_CLI_PATH;
  if (named) {
    if (!existsSync(named)) throw new Problem("STRIPE_CLI_PATH names a file that does not exist.");
    return named;
  }
  const platform = `${process.platform}-${process.arch}`;
  const name = `@stripe/cli-${platform}`;
  if (!Object.hasOwn(manifest.optionalDependencies, name)) {
    throw new Problem(
      `The Stripe CLI that comes from npm is not for ${platform}. Install it (https://docs.stripe.com/stripe-cli) and name it ` +
        "with STRIPE_CLI_PATH.",
    );
  }
  const program = path.join("node_modules", name, "bin", "stripe");
  const directory = await installOnDemand({
    source: path.join(import.meta.dirname, "..", "..", "on-demand", "stripe-cli"),
    title: "Stripe CLI from npm (10 MB, once)",
    instead: "name an installed one with STRIPE_CLI_PATH",
    program,
  });
  return path.join(directory, program);
}
