import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const glossary = readFileSync(new URL('../docs/glossary.md', import.meta.url), 'utf8').toLowerCase()

it.each([
  'latent',
  'lane',
  'projection',
  'carry',
  'paint window',
  'exemplar',
  'feather',
  'sigma',
  'denoised',
  'schedule',
  'step',
  'stage',
  'frame',
  'guidance',
  'recipe',
  'seed',
  'region',
  'mask',
  'anchor',
  'noise level',
  'flow model',
  'pure noise',
  'ancestral',
  'multistep',
  'interval',
  'checkpoint',
])('the glossary says what "%s" is', (term) => {
  expect(glossary).toContain(`**${term}**`)
})
