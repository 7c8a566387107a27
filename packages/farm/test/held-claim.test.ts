import { expect, it } from 'vitest'
import { heldClaim } from '../src/engine/bullmq/held-claim.js'

const claim = { job: 'a', lane: 'anna', delivery: 1, token: 't' }

/** A table of one claim, whose every second answer comes late: by then others may have asked. */
const tableOf = () => {
  const state = { holder: null as string | null, late: Promise.resolve() }
  return {
    state,
    table: {
      take: async ({ token }: { readonly token: string }) => {
        await state.late
        state.holder ??= token
        return state.holder === token
      },
      isTaken: async () => state.holder !== null,
      release: async () => {
        state.holder = null
        return false
      },
    },
  }
}

it('a claim that is let go of while it is renewed is not kept by what comes behind', async () => {
  const { state, table } = tableOf()
  const held = heldClaim(table, claim)
  expect(await held.take()).toBe(true)
  let answer = (): void => undefined
  state.late = new Promise((resolve) => (answer = resolve))
  const renewed = held.renew()
  const released = held.release()
  answer()
  await Promise.all([renewed, released])
  expect(state.holder).toBe(null)
  expect([await held.take(), state.holder]).toEqual([false, null])
})

it('a renewal says where another has the claim by now, and nothing is renewed that was never held', async () => {
  const { state, table } = tableOf()
  const held = heldClaim(table, claim)
  expect([await held.renew(), state.holder]).toEqual([true, null])
  await held.take()
  state.holder = 'another'
  expect(await held.renew()).toBe(false)
})
