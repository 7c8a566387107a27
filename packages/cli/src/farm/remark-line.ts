import { describeFarmError, type WorkerRemark } from '@sigmastream/farm'
import { duration } from '../run/progress.js'
import { shortId } from './list-names.js'

const endings = {
  made: 'is made',
  found: 'was made before',
  dead: 'is given up; sigmastream farm status says why',
  cancelled: 'was cancelled',
  lost: 'was taken for lost, and another worker may have it',
  'given-back': 'is given back',
} as const satisfies Readonly<Record<Extract<WorkerRemark, { readonly _tag: 'Ended' }>['ending'], string>>

/** What a worker says, in a line. */
export const remarkLine = (remark: WorkerRemark): string => {
  switch (remark._tag) {
    case 'Took':
      return `${shortId(remark.job)} is ${remark.step === 0 ? 'begun' : `gone on with from step ${remark.step}`}`
    case 'Shares':
      return `${shortId(remark.job)} is made for somebody else at this moment, and is waited for`
    case 'Ended':
      return `${shortId(remark.job)} ${endings[remark.ending]}, after ${duration(1000 * remark.seconds)}`
    case 'Waits':
      return `waiting ${duration(1000 * remark.seconds)}: ${describeFarmError(remark.error)}`
    case 'Without':
      return `${shortId(remark.job)} goes on, though ${describeFarmError(remark.error)}`
  }
}
