import { AsyncLocalStorage } from "node:async_hooks";

/** What is known of the page, action, route or job that runs. `formIsWrong`: its action sends a form back with what is wrong. */
export type RequestScope = { readonly requestId: string; formIsWrong: boolean };

// Next loads this module once for instrumentation and once for pages; what one sets is the other's to read.
const kept = globalThis as typeof globalThis & { requestScopes?: AsyncLocalStorage<RequestScope> };
kept.requestScopes ??= new AsyncLocalStorage<RequestScope>();

/** The scope of what runs now; none outside of a request or a job. */
export const requestScopes: AsyncLocalStorage<RequestScope> = kept.requestScopes;

/** Says that the form of this request comes back with something wrong, for the title of the page that is drawn after it. */
export function noteWrongForm(): void {
  const scope = requestScopes.getStore();
  if (scope) scope.formIsWrong = true;
}

/** Whether it does. */
export const isFormWrong = (): boolean => requestScopes.getStore()?.formIsWrong ?? false;
