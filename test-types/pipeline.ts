// What must not compile about making sound. Checked by `tsc -p tsconfig.check.json`.
import { fillGap, type MakeOptions, type Recipe, type Result, stableAudio } from '@sigmastream/pipeline'

const gap = [{ from: 1, to: 2 }]

export const filled: Promise<Result> = fillGap('take.wav', gap, { sampler: 'dpmpp-2m', schedule: 'karras' })

// @ts-expect-error: there is no such sampler
export const mistyped: Promise<Result> = fillGap('take.wav', gap, { sampler: 'eulr' })

// @ts-expect-error: there is no such schedule
export const unscheduled: Promise<Result> = fillGap('take.wav', gap, { schedule: 'karas' })

// @ts-expect-error: a recipe names a sampler that there is
export const recipe: Recipe = { command: 'generate', sampler: 'eulr' }

export const learnt: Promise<Result> = fillGap('take.wav', gap, { learnFrom: ['other.wav'] })
export const prompted: Promise<Result> = fillGap('take.wav', gap, { model: stableAudio('folder'), prompt: 'a flute' })

// @ts-expect-error: the embedded model takes no prompt
export const deaf: Promise<Result> = fillGap('take.wav', gap, { prompt: 'a flute' })

// @ts-expect-error: nor a length, which is the recording's
export const longer: Promise<Result> = fillGap('take.wav', gap, { seconds: 9 })

// @ts-expect-error: what is learnt from is `learnFrom`
export const stored: Promise<Result> = fillGap('take.wav', gap, { exemplars: ['other.wav'] })

// @ts-expect-error: one result is made
export const several: Promise<Result> = fillGap('take.wav', gap, { batch: 2 })

// @ts-expect-error: a model that is given has learnt already
export const both: MakeOptions = { model: stableAudio('folder'), learnFrom: ['other.wav'] }
