import { either as E, type taskEither as TE } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { lazy } from '../src/lazy.js'

/** Opens as its script says, `true` for well, and counts. */
const opener = (script: readonly boolean[]) => {
  const counts = { opened: 0, closed: 0 }
  const close = async (): Promise<void> => {
    counts.closed += 1
  }
  const open: TE.TaskEither<'failed', { readonly close: () => Promise<void> }> = async () => {
    counts.opened += 1
    return script[counts.opened - 1] === true ? E.right({ close }) : E.left('failed')
  }
  return { counts, open }
}

describe('lazy', () => {
  it('opens nothing before it is asked, and then once, however many ask', async () => {
    const { counts, open } = opener([true])
    const { get } = lazy(open)
    expect(counts.opened).toBe(0)
    const [first, second] = await Promise.all([get(), get()])
    expect(E.isRight(first) && E.isRight(second) && first.right === second.right).toBe(true)
    expect(counts.opened).toBe(1)
  })

  it('tries again what could not be opened', async () => {
    const { counts, open } = opener([false, true])
    const { get } = lazy(open)
    expect(await get()).toEqual(E.left('failed'))
    expect(await get()).toEqual(E.right({ close: expect.any(Function) }))
    expect(counts.opened).toBe(2)
  })

  it('closes what it opened, even while that is opening, and opens nothing afterwards', async () => {
    const { counts, open } = opener([true, true])
    const { get, close } = lazy(open)
    const asked = get()
    await close()
    await asked
    expect(await get()).toEqual(E.left({ _tag: 'SessionClosed' }))
    expect(counts).toEqual({ opened: 1, closed: 1 })
  })

  it('closes nothing where nothing was opened', async () => {
    const { counts, open } = opener([true])
    await lazy(open).close()
    expect(counts).toEqual({ opened: 0, closed: 0 })
  })
})
