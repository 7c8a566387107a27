import { either as E } from 'fp-ts'
import type { Latent } from '../../latent.js'
import { firstNonFinite } from '../../numerics/combine.js'
import { fallible, type Stage } from '../stage.js'

/**
 * Ends the run with `NonFinite` where x holds NaN or an infinity; `where` names the place in the message. The loop
 * guards every step.
 */
export const guard = <A extends { readonly x: Latent }>(where: string): Stage<A, A> =>
  fallible('guard', (flow, { at }) => {
    const strange = firstNonFinite(flow.x)
    return strange === null ? E.right(flow) : E.left({ _tag: 'NonFinite', step: at.index, where, ...strange })
  })
