import fc from 'fast-check'
import { itemAt, mustHaveSameBits } from '../compare.js'
import { law } from '../law.js'
import { testNoise } from '../noise.js'
import { record } from '../record.js'
import { engineOf, planOf, scenes } from '../scene.js'
import type { SamplerLaw } from './sampler-law.js'

/** A batch is items: what one becomes does not depend on the others. */
export const itemAlone: SamplerLaw = (subject) =>
  law(
    `${subject.name}: every item of a batch equals the item alone, bit for bit`,
    fc.tuple(
      scenes(subject, { batch: [2, 3], steps: [1, 5] }),
      fc.uniqueArray(fc.nat(1000), { minLength: 3, maxLength: 3 }),
    ),
    async ([scene, seeds]) => {
      const [batch, channels, frames] = scene.shape
      const ofItems = seeds.slice(0, batch)
      const together = await record(planOf(subject, scene), { ...engineOf(scene), noise: testNoise(ofItems) })
      for (const [i, seed] of ofItems.entries()) {
        const single = { ...scene, shape: [1, channels, frames] as const }
        const alone = await record(planOf(subject, single), { ...engineOf(single), noise: testNoise([seed]) })
        together.forEach(({ carry }, k) => {
          const own = alone[k]
          if (own !== undefined) mustHaveSameBits(`item ${i}, frame ${k}`, itemAt(carry.x, i), own.carry.x)
        })
      }
    },
  )
