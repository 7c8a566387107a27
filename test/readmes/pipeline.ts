import { exemplar, fillGap, inpaint, orThrow, readClip, render, saveResult } from '@sigmastream/pipeline'

// From the third to the fourth second; the model learns from the rest of the recording.
const filled = await fillGap('take.flac', [{ from: 3, to: 4 }], { steps: 12, seed: 7 })
await saveResult(filled, 'filled.wav')

// The same as a stream: prepared, a frame for each step, rendered.
const clip = orThrow(await readClip('take.flac')())
const recipe = { ...inpaint([{ from: 3, to: 4 }]), steps: 12, seed: 7 }
await render(recipe, { model: exemplar(), clip }).forEach((event) => {
  if (event._tag === 'Frame') console.log(`noise level ${event.frame.at.to.toFixed(1)}`)
})
