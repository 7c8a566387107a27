import { law, refute } from '../law.js'
import { record } from '../record.js'
import { engineOf, planOf, scenes } from '../scene.js'
import type { SamplerLaw } from './sampler-law.js'

/** The shortest schedule is a schedule. */
export const oneStep: SamplerLaw = (subject) =>
  law(`${subject.name}: a schedule of one step works`, scenes(subject, { steps: [1, 1] }), async (scene) => {
    const frames = await record(planOf(subject, scene), engineOf(scene))
    const [from, to] = scene.sigmas
    const at = frames[0]?.at
    if (frames.length !== 1 || at?.from !== from || at?.to !== to)
      refute(`${frames.length} frames, from ${at?.from} to ${at?.to}`)
    if (frames[0]?.denoised === null) refute('no estimate was made')
  })
