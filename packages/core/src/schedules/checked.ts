import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Refused, refuse } from '../errors.js'
import { meantList } from './meant-list.js'

const right = 'finite sigmas that fall strictly, the last of them 0 or more'

/**
 * The list itself. Refused where a sigma is not finite, negative, or not below the one before; the message names the
 * place.
 */
export const checkFalling = (subject: string, sigmas: readonly number[]): E.Either<Refused, readonly number[]> => {
  const bad = sigmas.findIndex(
    (sigma, i) => !Number.isFinite(sigma) || sigma < 0 || sigma >= (sigmas[i - 1] ?? Infinity),
  )
  return bad === -1
    ? E.right(sigmas)
    : refuse(
        subject,
        `${sigmas[bad]} at place ${bad}${bad > 0 ? ` after ${sigmas[bad - 1]}` : ''}`,
        `at least two ${right}`,
      )
}

/** The list itself, of a schedule that may rise. Refused where a run could not walk it: fewer than two, or no levels. */
export const checkedWalk = (sigmas: readonly number[]): E.Either<Refused, readonly number[]> => {
  const bad = sigmas.findIndex(
    (sigma, i) =>
      !Number.isFinite(sigma) || sigma < 0 || (sigma === 0 && i < sigmas.length - 1) || sigma === sigmas[i - 1],
  )
  return bad === -1 && sigmas.length >= 2
    ? E.right(sigmas)
    : refuse(
        'schedule',
        bad === -1 ? `${sigmas.length} sigmas` : `${sigmas[bad]} at place ${bad}`,
        'finite sigmas above 0, neighbours unlike, only the last of them 0',
      )
}

/**
 * A list of sigmas that a run can go down: at least two, each finite, 0 or more, and below the one before.
 *
 * `Refused` for anything else, in the words of `subject`, with the place and, where it does not fall, the list that was
 * probably meant. As a schedule: {@link fromSigmas}.
 *
 * @example
 * ```ts
 * import { orThrow } from '@sigmastream/core'
 * import { checkedSigmas } from '@sigmastream/core/schedules'
 *
 * console.log(orThrow(checkedSigmas('mine', [3, 1])).join(' ')) // 3 1
 * const rising = checkedSigmas('mine', [1, 3])
 * console.log('left' in rising ? rising.left.wrong : 'falls') // 3 at place 1 after 1
 * console.log('left' in rising ? rising.left.right.slice(-29) : '') // 3,1 is the list turned around
 * ```
 */
export const checkedSigmas = (
  subject: string,
  sigmas: readonly number[],
): E.Either<Refused, readonly [first: number, second: number, ...rest: number[]]> =>
  pipe(
    checkFalling(subject, sigmas),
    E.mapLeft((refusal) => ({ ...refusal, right: `${refusal.right}${meantList(sigmas)}` })),
    E.flatMap(([first, second, ...rest]) =>
      first === undefined || second === undefined
        ? refuse(subject, sigmas.length === 1 ? '1 sigma' : `${sigmas.length} sigmas`, `at least two ${right}`)
        : E.right([first, second, ...rest]),
    ),
  )
