/** How many requests to one remote are sent at the same time. */
export const maxConcurrentRequests = 16;
