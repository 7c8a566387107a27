import { chain, denoise, eulerStep, score } from '@sigmastream/core'
import { assertLaw, samplerLaws, stepSubject } from '@sigmastream/laws'

// In a test runner: for (const law of laws) it(law.name, () => assertLaw(law))
const mine = chain(denoise, score, eulerStep)
const laws = samplerLaws(stepSubject('mine', mine, { order: 1 }))
for (const law of laws) await assertLaw(law)
console.log(`${laws.length} laws hold`)
