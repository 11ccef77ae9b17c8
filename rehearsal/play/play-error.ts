/** A step of the rehearsal failed, or its result is not the expected one. The message lists the known reasons. */
export class PlayError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PlayError';
  }
}
