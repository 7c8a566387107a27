/** What the status of an error says of what was asked, in words. */
export const statusWords: Readonly<Record<number, string>> = {
  400: 'what was sent cannot be read: it is no JSON, or a parameter is not as described',
  401: 'the server was started with a token, and this is not it',
  403: 'it comes from a page of somewhere else, or asks for a host that this is not',
  404: 'there is no such thing here',
  405: 'this path has no such method',
  409: 'not in this state: it is not done, or has no such step yet',
  411: 'how long the body is was not said',
  413: 'the body is larger than the server takes',
  415: 'the body is of another kind than the route takes',
  416: 'no such part: the file is shorter',
  422: 'it can be read and cannot be done; what would be right is said',
  429: 'too many wait already: Retry-After says after how many seconds to ask again',
  500: 'a fault of the server itself',
  503: 'what computes has ended, as it does where the memory is full: ask again',
  507: 'there is no room on the disk, or in the share of it that the server may use',
}

/** The errors that any route may answer with: the guards stand before all of them. */
export const commonErrors: readonly number[] = [401, 403, 500, 503]
