export { clip, orThrow, scratch } from '../../render-thread/test/support.js'

/** Until something holds. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5))
}
