import { fraction, maxSteps, mostItems, wholeNumber } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'
import { textOf } from './decode.js'

/** How far the noise goes toward that of another seed, once for each result. */
const parts = t.readonlyArray(
  fraction('(0 is what --seed makes, 1 what --toward makes)'),
  'a number from 0 to 1 (0 is what --seed makes, 1 what --toward makes), or several of them, such as 0,0.5,1',
)

/** What is typed beside the recipe: where things are, and what is written. */
export const Settings = t.intersection([
  t.type({ force: t.boolean }),
  t.partial({
    model: textOf('the folder of a Stable Audio checkpoint'),
    fromAudio: t.readonlyArray(textOf('the name of a file')),
    prompts: textOf('the name of a file'),
    output: textOf('the name of a file'),
    plot: textOf('the name of a file'),
    grid: textOf('the name of a file'),
    saveFrames: textOf('the name of a folder'),
    preview: textOf('the name of a folder'),
    previewEvery: wholeNumber(1, maxSteps),
    count: wholeNumber(1, mostItems),
    checkpoint: textOf('the name of a folder'),
    checkpointEvery: wholeNumber(1),
    by: parts,
  }),
])

/** See the codec of the same name. */
export type Settings = t.TypeOf<typeof Settings>
