import type { Observable } from 'rxjs'

/** What a consumer still asks for: `more` waits for the next request, and is false when there will be none. */
export interface Demand {
  readonly more: () => Promise<boolean>
  readonly close: () => void
}

const noPace: Demand = { more: () => Promise.resolve(true), close: () => undefined }

type Answer = (more: boolean) => void
const nobody: Answer = () => undefined

/**
 * Counts the emissions of `pace` as requests; those that come early wait. A pace that fails or completes asks for no
 * more.
 */
export const demandOf = (pace: Observable<unknown> | undefined): Demand => {
  if (pace === undefined) return noPace
  const state = { early: 0, ended: false, answer: nobody }
  const settle = (more: boolean): void => {
    const { answer } = state
    state.answer = nobody
    if (more && answer === nobody) state.early += 1
    else answer(more)
  }
  const end = (): void => {
    state.ended = true
    settle(false)
  }
  const subscription = pace.subscribe({ next: () => settle(true), error: end, complete: end })
  return {
    more: () => {
      if (state.early > 0) {
        state.early -= 1
        return Promise.resolve(true)
      }
      return state.ended ? Promise.resolve(false) : new Promise((resolve) => (state.answer = resolve))
    },
    close: () => {
      subscription.unsubscribe()
      end()
    },
  }
}
