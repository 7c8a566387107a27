import type { Job } from '../job.js'

/** What was mended or left out when the recording of a job was read, a line each. */
export const clipRemarks = ({ clip }: Pick<Job, 'clip'>): readonly string[] =>
  clip?._tag === 'Sound' ? (clip.info?.remarks ?? []).map((remark) => `${clip.name}: ${remark}`) : []
