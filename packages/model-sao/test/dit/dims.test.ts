import { encodeModel, input, sourcesOf, type Value, withDims } from '@sigmastream/onnx'
import { reshape } from '@sigmastream/onnx/operators'
import { describe, expect, it } from 'vitest'
import { InferenceSession } from '../../../onnx/src/runtime.js'
import { folderOf } from '../../src/dit/dit.js'
import { ditOutput } from '../../src/dit/graph.js'
import { sa3Config, sa3Weights } from './sa3-support.js'
import { configOf, openTiny, right } from './support.js'

/** Every value that is made on the way to one, once. */
const inside = (value: Value): readonly Value[] => {
  const used = sourcesOf([value]).flatMap((source) => (source._tag === 'Node' ? source.inputs : []))
  const made = [...used, value].filter((one): one is Value => one?.source._tag === 'Node')
  return made.filter(
    ({ source, index }, i) => made.findIndex((other) => other.source === source && other.index === index) === i,
  )
}

/** The sizes that the engine has no name for, of all values on the way to one. */
const unknownSizes = async (value: Value, folder: string): Promise<number> => {
  const named = Object.fromEntries(inside(value).map((one, i) => [`value${i}`, one]))
  const session = await InferenceSession.create(right(encodeModel(named)), {
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 4,
    extra: { session: { model_external_initializers_file_folder_path: folder } },
  })
  const sizes = session.outputMetadata.flatMap((one) => (one.isTensor ? one.shape : ['']))
  await session.release()
  return sizes.filter((size) => size === '' || String(size).startsWith('unk__')).length
}

describe('the sizes inside of a network', () => {
  it('are counted where they have no name, as the engine calls them', async () => {
    const [folder, halves] = ['.', reshape(input('x', 'float32', ['frames', 4]), [-1, 2])]
    expect(await unknownSizes(halves, folder)).toBe(1)
    expect(await unknownSizes(withDims(halves, ['halves', 2]), folder)).toBe(0)
  })

  it('have names in every block, so that the engine plans its buffers in no time that grows with their square', async () => {
    const open = await openTiny('checkpoint')
    const networks = [
      { config: configOf(open), weights: open.weights },
      { config: await sa3Config('small'), weights: await sa3Weights('small') },
      { config: await sa3Config('medium'), weights: await sa3Weights('medium') },
    ]
    for (const { config, weights } of networks) {
      const folder = right(folderOf(weights, config))
      const unknown = (depth: number) => unknownSizes(right(ditOutput({ ...config, depth }, weights)), folder)
      expect(await unknown(2)).toBe(await unknown(1))
    }
  })
})
