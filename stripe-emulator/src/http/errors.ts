/** The body's `error.type`. Authentication and rate limits have no type of their own; the status tells them. */
type ErrorType = "api_error" | "idempotency_error" | "invalid_request_error";

type Details = {
  status?: number;
  type?: ErrorType;
  code?: string;
  param?: string;
  /** Found before the endpoint began to execute, so that an idempotency key does not keep the answer. */
  beforeExecution?: boolean;
};

/** An answer in Stripe's error shape: `{error: {type, code?, param?, message, doc_url?, request_log_url}}`. */
export class ApiError extends Error {
  readonly status: number;
  readonly type: ErrorType;
  readonly code: string | undefined;
  readonly param: string | undefined;
  readonly beforeExecution: boolean;

  constructor(message: string, details: Details = {}) {
    super(message);
    this.status = details.status ?? 400;
    this.type = details.type ?? "invalid_request_error";
    this.code = details.code;
    this.param = details.param;
    this.beforeExecution = details.beforeExecution ?? false;
  }

  /** The body, given the id of the request that failed. */
  toBody(requestId: string): { error: Record<string, string> } {
    return {
      error: {
        ...(this.code && { code: this.code, doc_url: docUrl(this.code) }),
        message: this.message,
        ...(this.param && { param: this.param }),
        request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
        type: this.type,
      },
    };
  }
}

const docUrl = (code: string) => `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}`;

/** A parameter that cannot be accepted; nothing was executed. */
export function parameterError(message: string, param: string, code?: string): ApiError {
  return new ApiError(message, { param, beforeExecution: true, ...(code && { code }) });
}

/** What the API calls an id in the path, where that is not plainly `id`. */
const pathParams: Readonly<Record<string, string>> = {
  verification_session: "session",
  verification_report: "report",
  file: "file",
  file_link: "link",
  webhook_endpoint: "webhook_endpoint",
};

/** `No such …`: 404 for an id in the path; with `param`, 400 for an id given as that parameter. */
export function noSuch(noun: string, id: string, param?: string): ApiError {
  return new ApiError(`No such ${noun}: '${id}'`, {
    status: param ? 400 : 404,
    code: "resource_missing",
    param: param ?? pathParams[noun] ?? "id",
  });
}
