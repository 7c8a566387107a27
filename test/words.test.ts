import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../packages', import.meta.url))

const packages = readdirSync(root).filter((name) => existsSync(`${root}/${name}/src`))

/** Participles that do not end in -ed or -ing, and are no verb in the present as well, as `read` and `put` are. */
const irregular =
  'begun|bent|bought|bound|broken|brought|built|chosen|done|drawn|fed|felt|found|frozen|given|gone|heard|held|hidden|' +
  'kept|known|laid|learnt|left|lost|made|meant|ran|said|seen|sent|shown|shrunk|spent|stood|taken|thought|told|torn|' +
  'typed|won|worn|written'

/** Nouns, and a verb or two, that only end like participles. */
const nouns = new Set([
  'conditioning', // what a model is told: the field's own noun, as are the next ones
  'embedding',
  'preconditioning',
  'recording',
  'upsampling',
  'downsampling',
  'inpainting',
  'editing', // an edit as a denoiser, as inpainting is a task
  'drawing', // a draw of the generator
  'ending',
  'heading',
  'listing',
  'padding', // what fills up a batch or a prompt
  'opening', // a session's settings at its beginning
  'setting',
  'wiring',
  'denoised', // what a denoiser answers
  'keyed', // keyed noise, a kind of noise source
  'sampling', // the operator of a stream
  'need',
  'seed',
  'feed',
  'string',
  'sibling',
])

/** Errors and events: what happened, by the name that its `_tag` has. */
const events = new Set(['Aborted', 'Interrupted', 'Prepared', 'Refused', 'Rendered', 'Unsupported'])

/** What has happened to x at a place of the chain: the types of a carry, which a compiler message names. */
const carries = new Set(['Scored', 'Anchored'])

/** Names of one word, declared at the beginning of a line. Capitals are words of a format, such as STORED in zip. */
const oneWord =
  /^(?:export )?(?:declare )?(?:async )?(?:const|let|function|class|interface|type) ([A-Za-z][a-z0-9]*)\b/gm

const isParticiple = (name: string): boolean =>
  new RegExp(`^(?:[a-z]*(?:ed|ing)|${irregular})$`).test(name.toLowerCase()) &&
  !nouns.has(name.toLowerCase()) &&
  !events.has(name) &&
  !carries.has(name)

const participlesOf = (source: string): readonly string[] =>
  [...source.matchAll(oneWord)].flatMap(([, name = '']) => (isParticiple(name) ? [name] : []))

const sources = packages.flatMap((name) =>
  readdirSync(`${root}/${name}/src`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${name}/src/${file}`),
)

it('a type is a noun, a function a verb or a noun: no name is a participle alone', () => {
  const found = sources.flatMap((file) =>
    participlesOf(readFileSync(`${root}/${file}`, 'utf8')).map((name) => `${file}: ${name}`),
  )
  expect(found).toEqual([])
})

it.each([
  ['const made = 1', 'made'],
  ['export const counting = 1', 'counting'],
  ['export interface Told {}', 'Told'],
  ['type Typed = string', 'Typed'],
  ['export async function loaded() {}', 'loaded'],
])('%s would be found', (source, name) => {
  expect(participlesOf(`import x from 'x'\n\n${source}\n`)).toEqual([name])
})
