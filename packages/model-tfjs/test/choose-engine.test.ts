import * as core from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { chooseEngine } from '../src/choose-engine.js'
import { describeNoTensorFlow, loadTensorFlow } from '../src/index.js'

core.env().set('IS_TEST', true) // no advertisement of tfjs-node

/** An engine as tfjs-node is one: all of TensorFlow.js under the default export, with the backend "tensorflow". */
const withBackend = (started: boolean, add: unknown = core.add) => ({
  default: { ...core, add, setBackend: () => Promise.resolve(started) },
})

const missing = (name: string) =>
  Object.assign(new Error(`Cannot find package '${name}' imported from here`), { code: 'ERR_MODULE_NOT_FOUND' })
const absent = missing('@tensorflow/tfjs-node')
const plain = async () => {
  await import('@tensorflow/tfjs-backend-cpu')
  return core
}

describe('the engine', () => {
  it('is tfjs-node where that loads and computes', async () => {
    await plain()
    const notAsked = () => Promise.reject(new Error('not asked for'))
    const chosen = await chooseEngine(() => Promise.resolve(withBackend(true)), notAsked)()
    expect(chosen).toMatchObject({ right: { engine: 'tfjs-node', why: '@tensorflow/tfjs-node loads and computes' } })
  })

  it.each([
    ['is not installed', () => Promise.reject(absent), '@tensorflow/tfjs-node is not installed'],
    [
      'has no addon',
      () => Promise.reject(new Error('The native addon can not be found. \nPlease run npm rebuild')),
      '@tensorflow/tfjs-node is installed but cannot be used: The native addon can not be found.',
    ],
    [
      'misses a part of itself',
      () => Promise.reject(missing('tar')),
      "@tensorflow/tfjs-node is installed but cannot be used: Cannot find package 'tar' imported from here",
    ],
    [
      'is something else',
      () => Promise.resolve({ default: {} }),
      '@tensorflow/tfjs-node is installed but cannot be used: it is no TensorFlow.js',
    ],
    [
      'does not start',
      () => Promise.resolve(withBackend(false)),
      '@tensorflow/tfjs-node is installed but cannot be used: its backend "tensorflow" does not start',
    ],
    [
      'loads but cannot compute',
      () => Promise.resolve(withBackend(true, () => core.tensor([3]))),
      '@tensorflow/tfjs-node is installed but cannot be used: 1 + 1 came out as 3',
    ],
  ])('is plain tfjs, with the reason, where tfjs-node %s', async (_, native, why) => {
    const chosen = await chooseEngine(native, plain)()
    expect(chosen).toMatchObject({ right: { engine: 'tfjs', why } })
    expect([core.getBackend(), core.memory().numTensors]).toEqual(['cpu', 0])
  })

  it('is none where neither loads, with both reasons', async () => {
    const broken = () => Promise.reject(new Error('no disk'))
    const chosen = await chooseEngine(() => Promise.reject(absent), broken)()
    expect(chosen).toEqual({
      _tag: 'Left',
      left: {
        _tag: 'NoTensorFlow',
        native: '@tensorflow/tfjs-node is not installed',
        plain: 'plain tfjs cannot be used: no disk',
      },
    })
    expect('left' in chosen ? describeNoTensorFlow(chosen.left) : '').toBe(
      'no TensorFlow.js engine: @tensorflow/tfjs-node is not installed; plain tfjs cannot be used: no disk; ' +
        'install @tensorflow/tfjs-core and @tensorflow/tfjs-backend-cpu 4.22.0',
    )
  })

  it('of this machine computes', async () => {
    const chosen = await loadTensorFlow()
    if ('left' in chosen) throw new Error(describeNoTensorFlow(chosen.left))
    const { tf, engine, why } = chosen.right
    expect([...(await tf.mul(tf.tensor([2]), 3).data())]).toEqual([6])
    expect(tf.getBackend()).toBe(engine === 'tfjs' ? 'cpu' : 'tensorflow')
    expect(why).toContain('@tensorflow/tfjs-node')
  })
})
