import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { attemptsOf } from '../src/engine/bullmq/attempt.js'

const never = (): Promise<never> => new Promise(() => {})

const attemptsWithin = (bound: number) => {
  const closing = new AbortController()
  const withoutSecrets = (text: string): string => text.replaceAll('hush', '***')
  const attempt = attemptsOf({ engine: 'redis://host', withoutSecrets, bound, closed: closing.signal })
  return { attempt, close: () => closing.abort() }
}
const unreachable = (message: string) => E.left({ _tag: 'EngineUnreachable', engine: 'redis://host', message })

describe('a command of a server', () => {
  it('gives its answer', async () => {
    expect(await attemptsWithin(1000).attempt(async () => 7)()).toEqual(E.right(7))
  })

  it('fails as a value where it rejects, without a password', async () => {
    const { attempt } = attemptsWithin(1000)
    expect(await attempt(() => Promise.reject(new Error('no user hush')))()).toEqual(unreachable('no user ***'))
    const tried = [new Error('connect ECONNREFUSED ::1:1'), new Error('connect ECONNREFUSED 127.0.0.1:1')]
    expect(await attempt(() => Promise.reject(new AggregateError(tried)))()).toEqual(
      unreachable('connect ECONNREFUSED ::1:1; connect ECONNREFUSED 127.0.0.1:1'),
    )
  })

  it('fails where no answer comes in time, and is told so, for the answer may still come', async () => {
    let late: AbortSignal | null = null
    const answer = await attemptsWithin(10).attempt((signal) => {
      late = signal
      return never()
    })()
    expect(answer).toEqual(unreachable('no answer within 0.01 seconds'))
    expect(late).toMatchObject({ aborted: true })
  })

  it('fails at once where the engine is closed, before it or meanwhile, and is not begun then', async () => {
    const { attempt, close } = attemptsWithin(1_000_000)
    let begun = 0
    const answer = attempt(() => {
      begun += 1
      return never()
    })
    const first = answer()
    close()
    expect([await first, await answer(), begun]).toEqual([
      unreachable('it was closed here'),
      unreachable('it was closed here'),
      1,
    ])
  })
})
