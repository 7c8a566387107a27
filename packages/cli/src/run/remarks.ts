import type { Run } from './run.js'

/** What was mended or left out when the recording was read, and what of it the file that is written will not hold. */
export const recordingRemarks = ({ job: { clip }, target }: Run): readonly string[] => [
  ...(clip?._tag === 'Sound' ? (clip.info?.remarks ?? []).map((remark) => `${clip.name}: ${remark}`) : []),
  ...(target._tag === 'Sound' ? target.remarks : []),
]
