/** One API request, without its parameters: they may hold personal data. Times are ISO 8601, real time. */
type LoggedRequest = {
  id: string;
  at: string;
  method: string;
  path: string;
  status: number | null;
  idempotencyKey: string | null;
  replayed: boolean;
  apiVersion: string | null;
  fault: string | null;
};

const kept = 2000;

/** The last requests to the API, oldest first. In memory only. */
export class RequestLog {
  #requests: LoggedRequest[] = [];

  add(request: LoggedRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > kept * 2) this.#requests = this.#requests.slice(-kept);
  }

  list(): LoggedRequest[] {
    return this.#requests.slice(-kept);
  }

  clear(): void {
    this.#requests = [];
  }
}
