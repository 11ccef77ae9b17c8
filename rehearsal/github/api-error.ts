const DOCUMENTATION = 'https://docs.github.com/rest';

/** An error response of GitHub: its status and JSON body. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.body = { message, ...details, documentation_url: DOCUMENTATION, status: String(status) };
  }
}

/** 404: the resource does not exist, or the token may not see it. */
export function notFound(): ApiError {
  return new ApiError(404, 'Not Found');
}

/** 422: a well-formed request with an invalid content. `message` gives the reason and repeats no value. */
export function unprocessable(message: string): ApiError {
  return new ApiError(422, message);
}

/** 422 for one field of a resource, or, with a `message`, for the whole resource. */
export function validationFailed(
  resource: string,
  error: { readonly field?: string; readonly code: string; readonly message?: string },
): ApiError {
  return new ApiError(422, 'Validation Failed', { errors: [{ resource, ...error }] });
}

/** 409: the resource to create already exists. */
export function conflict(message: string): ApiError {
  return new ApiError(409, message);
}
