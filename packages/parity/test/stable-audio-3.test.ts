import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { openCheckpoint } from '@sigmastream/model-sao/parts'
import { readTensors } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { flowRuns } from '../src/sao/flow-runs.js'
import { generateRuns } from '../src/sao/generate-runs.js'
import { type Golden, Index } from '../src/sao/golden.js'
import { schedules } from '../src/sao/schedules.js'

const right = E.getOrElseW((error: unknown): never => {
  throw new Error(JSON.stringify(error))
})

describe.each(['small', 'medium'])('the runs of Stable Audio 3 %s', async (size) => {
  const folder = fileURLToPath(new URL(`../../../fixtures/tiny-sa3-${size}/`, import.meta.url))
  const checkpoint = right(await openCheckpoint(`${folder}checkpoint`)())
  const golden: Golden = {
    index: right(Index.decode(JSON.parse(await readFile(`${folder}expected.json`, 'utf8')))),
    tensors: right(await readTensors(`${folder}expected.safetensors`)()),
    label: size,
  }

  it.each([
    ['its schedules', schedules, /^schedule\./],
    ['each call of its network, and what comes out', flowRuns, /^run\..*\.(?:t|model_[xtv]|out)$/],
    ['everything from prompt to sound', generateRuns, /^whole\..*\.(?:latents|audio)$/],
  ] as const)('are within their tolerances: %s', async (_, part, names) => {
    const comparisons = right(await part.compare(checkpoint, golden)())
    expect(comparisons.filter(({ pass }) => !pass)).toEqual([])
    const compared = new Set(comparisons.map(({ what }) => what.slice(size.length + 1)))
    const outputs = [...golden.tensors.keys()].filter((name) => names.test(name) && !/^run\..*\.t$/.test(name))
    expect(outputs.filter((name) => !compared.has(name))).toEqual([])
    expect(outputs.every((name) => part.knows(name, golden.index))).toBe(true)
  })
})
