import { clipRemarks } from '@sigmastream/pipeline'
import type { Run } from './run.js'

/** What was mended or left out when the recording was read, and what of it the file that is written will not hold. */
export const recordingRemarks = ({ job, target }: Run): readonly string[] => [
  ...clipRemarks(job),
  ...(target._tag === 'Sound' ? target.remarks : []),
]
