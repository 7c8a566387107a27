// A recording in, a gap filled, a file out: what the command line's `inpaint` does, in a program of your own.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeRenderError, fillGap, RenderException, recipeIn, saveResult } from '@sigmastream/pipeline'

const recording = fileURLToPath(new URL('../../audio/tabla.flac', import.meta.url))
const output = join(await mkdtemp(join(tmpdir(), 'sigmastream-')), 'filled.wav')

// The model learns from the other seven seconds. Outside the gap the recording stays as it is, sample for sample.
const filled = await fillGap(recording, [{ from: 3, to: 4 }], {
  steps: 12,
  seed: 7,
  onFrame: ({ at }) => console.log(`step ${at.index + 1} of ${at.of}, noise level ${at.to.toPrecision(3)}`),
})
await saveResult(filled, output)
console.log(`wrote ${output}`)

// The file holds the recipe that makes it again.
const stored = await recipeIn(output)()
if (stored._tag === 'Right') console.log(`seed ${stored.right.recipe.seed}, sampler ${stored.right.recipe.sampler}`)

// What is wrong is a value that names the field of the recipe.
try {
  await fillGap(recording, [{ from: 3, to: 4 }], { steps: 0 })
} catch (cause) {
  if (!(cause instanceof RenderException)) throw cause
  console.log(`refused: ${describeRenderError(cause.error)}`)
}
