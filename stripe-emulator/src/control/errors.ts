/** Something wrong with a `/_control` call, said in one sentence. Answered as `{error: {message}}`. */
export class ControlError extends Error {
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}
