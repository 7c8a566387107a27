import { messageOf } from '@sigmastream/core'

/** What an error of a connection says. Where several addresses of one name were tried, it is what each says. */
export const textOfCause = (cause: unknown): string =>
  cause instanceof AggregateError && cause.errors.length > 0 ? cause.errors.map(messageOf).join('; ') : messageOf(cause)
