/** What the play expected and did not find, or a step that failed, with the reasons that are known. */
export class PlayError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PlayError';
  }
}
