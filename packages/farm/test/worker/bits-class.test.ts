import { Recipe } from '@sigmastream/pipeline/recipe'
import { expect, it } from 'vitest'
import { type BitsMaker, bitsClass } from '../../src/worker/bits-class.js'
import { thisProcessor } from '../../src/worker/processor.js'
import { orThrow } from '../contract/samples.js'

const maker: BitsMaker = {
  program: '0.2.0',
  node: '20.20.2',
  engine: '1.30.0',
  device: 'cuda',
  processor: { arch: 'x64', sets: ['sse2', 'avx', 'avx2', 'fma', 'avx512_vnni', 'hypervisor'], name: 'a processor' },
  cores: 4,
  memory: 2 ** 30,
}
const recipe = (fields: object) => orThrow(Recipe.decode({ command: 'generate', prompt: 'x', ...fields }))
const versions = 'sigmastream-0.2.0/node-20.20.2/onnxruntime-1.30.0'

it('a class says what decides bits: versions, device, kernels, threads and memory', () => {
  expect(bitsClass(recipe({}), maker)).toBe(`${versions}/cpu/x64-avx-avx2-fma-avx512vnni/threads-4/memory-1073741824`)
  expect(bitsClass(recipe({ device: 'auto', threads: 8, memory: 99 }), maker)).toBe(
    `${versions}/cuda/x64-avx-avx2-fma-avx512vnni/threads-8/memory-99`,
  )
})

it('the embedded model is computed on the cpu, on no more threads than there are', () => {
  const embedded = { model: 'exemplar', device: undefined }
  expect(bitsClass(recipe({ ...embedded, threads: 64 }), maker)).toBe(
    `${versions}/cpu/x64-avx-avx2-fma-avx512vnni/threads-4`,
  )
  expect(bitsClass(recipe({ ...embedded, threads: 1 }), maker)).toMatch(/threads-1$/)
})

it('where a system tells no instruction sets the name of its processor stands for them', () => {
  const apple = { ...maker, processor: { arch: 'arm64', sets: null, name: 'Apple M3 Pro (8)' } }
  expect(bitsClass(recipe({}), apple)).toContain('/cpu/arm64-apple-m3-pro-8/')
})

it('sets that change no kernel make no other class, and those that do make one each', () => {
  const withSets = (sets: readonly string[]) =>
    bitsClass(recipe({}), { ...maker, processor: { arch: 'x64', sets, name: 'x' } })
  expect(withSets(['avx2', 'rdrand', 'aes'])).toBe(withSets(['aes', 'avx2']))
  expect(new Set([['avx'], ['avx', 'avx2'], ['avx', 'avx2', 'fma']].map(withSets)).size).toBe(3)
})

it('a class of this machine is a name of small letters, digits, dots and hyphens, and fits a name of a file', () => {
  const name = bitsClass(recipe({}), { ...maker, processor: thisProcessor() })
  expect(name).toMatch(/^[a-z0-9.-]+(\/[a-z0-9.-]+)*$/)
  expect(name.length).toBeLessThan(200)
})
