// What the farm's benchmark and its chaos have in common.

/** What a worker can do that makes its jobs without a model. */
export const abilities = {
  models: ['exemplar'],
  memory: 2 ** 34,
  device: 'cpu',
  bitsClass: 'any',
  speed: 1,
  classOf: () => 'any',
  needOf: () => 2 ** 20,
}

/** What a task of fp-ts gives, or throws what it fails with. */
export const must = async (task) => {
  const result = await task()
  if (result._tag === 'Left') throw new Error(JSON.stringify(result.left))
  return result.right
}
