export { clip, orThrow, scratch } from '../../render-thread/test/support.js'

/** Until something holds. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** What a worker in a test can do: all that there is without a checkpoint. */
export const abilities = {
  models: ['exemplar'],
  memory: 1e9,
  device: 'cpu',
  bitsClass: 'any',
  speed: 1,
  classOf: () => 'any',
  needOf: () => 1,
}
