/** Calls a test control of an emulator; throws with the emulator's explanation unless the answer is 2xx. */
export type Control = <Answer = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
) => Promise<Answer>;

/** The test controls of the emulator at `url`. */
export const controlOf =
  (url: string): Control =>
  async (method, path, body) => {
    const response = await fetch(`${url}/_control${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${response.status} ${answer.error.message}`);
    return answer;
  };

/** Plays a person's attempt by a control. */
export const submitBy =
  (control: Control) =>
  (id: string, outcome: string, more: Record<string, unknown> = {}): Promise<Record<string, unknown>> =>
    control("POST", `/verification_sessions/${id}/submit`, { outcome, ...more });
