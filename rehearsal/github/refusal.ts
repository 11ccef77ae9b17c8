const DOCUMENTATION = 'https://docs.github.com/rest';

/** A request that GitHub turns down: the status, and the JSON body that it answers with. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.body = { message, ...details, documentation_url: DOCUMENTATION, status: String(status) };
  }
}

/** 404: what GitHub says of what is absent, and of what the token may not see. */
export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

/** 422: a request that was understood and is not acceptable. `message` says why, without any value in it. */
export function unprocessable(message: string): Refusal {
  return new Refusal(422, message);
}

/** 422 for one field of a resource, or with a `message` for the resource as a whole. */
export function validationFailed(
  resource: string,
  error: { readonly field?: string; readonly code: string; readonly message?: string },
): Refusal {
  return new Refusal(422, 'Validation Failed', { errors: [{ resource, ...error }] });
}

/** 409: what should be created stands already. */
export function conflict(message: string): Refusal {
  return new Refusal(409, message);
}
