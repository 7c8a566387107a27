// What must not compile about making sound. Checked by `tsc -p tsconfig.check.json`.
import { fillGap, type Recipe, type Result } from '@sigmastream/pipeline'

const gap = [{ from: 1, to: 2 }]

export const filled: Promise<Result> = fillGap('take.wav', gap, { sampler: 'dpmpp-2m', schedule: 'karras' })

// @ts-expect-error: there is no such sampler
export const mistyped: Promise<Result> = fillGap('take.wav', gap, { sampler: 'eulr' })

// @ts-expect-error: there is no such schedule
export const unscheduled: Promise<Result> = fillGap('take.wav', gap, { schedule: 'karas' })

// @ts-expect-error: a recipe names a sampler that there is
export const recipe: Recipe = { command: 'generate', sampler: 'eulr' }
