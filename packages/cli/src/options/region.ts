import type { Region } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { type Usage, usage } from '../errors.js'
import { orClock, secondsIn } from './time.js'

/** Regions as `--region 2.5,3.5` says each of them: two times with a comma between. What they may be is checked against the clip. */
export const regionsIn = (typed: readonly string[]): E.Either<Usage, readonly Region[]> =>
  E.traverseArray((text: string): E.Either<Usage, Region> => {
    const [from = NaN, to = NaN, ...more] = text.split(',').map(secondsIn)
    return more.length === 0 && Number.isFinite(from) && Number.isFinite(to)
      ? E.right({ from, to })
      : E.left(usage(`--region is "${text}": give where it begins and ends, in seconds${orClock}, such as 2.5,3.5`))
  })(typed)
