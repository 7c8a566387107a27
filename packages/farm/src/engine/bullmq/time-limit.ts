/** Resolves like a promise, or rejects when it has not settled within so many milliseconds. */
export const within = <A>(promise: Promise<A>, milliseconds: number): Promise<A> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds / 1000} seconds`)), milliseconds)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
