import { expect, it, vi } from 'vitest'

vi.mock('@sigmastream/onnx', () => {
  throw new Error('the engine was loaded')
})

it('an import of the pipeline loads no engine: only a run does', async () => {
  const { exemplar, prepare } = await import('../src/index.js')
  expect([typeof exemplar().prepare, typeof prepare]).toEqual(['function', 'function'])
})
