import { describe, expect, it } from 'vitest'
import { fieldGroups } from '../src/state/field-groups.js'
import { schemaFields } from '../src/state/schema-fields.js'

const openApi = {
  components: {
    schemas: {
      Level: { type: 'number', exclusiveMinimum: 0, title: 'Level of noise' },
      Recipe: {
        allOf: [
          {
            type: 'object',
            properties: {
              steps: { type: 'integer', minimum: 1, maximum: 10_000, title: 'Steps', examples: [50] },
              sampler: { enum: ['euler', 'heun'], description: 'how each step is computed' },
              sigmaMin: { anyOf: [{ $ref: '#/components/schemas/Level' }, { type: 'null' }] },
              sigmas: { type: 'array', items: { type: 'number' }, examples: [[9, 1, 0]] },
              cfg: { anyOf: [{ type: 'number' }, { type: 'string' }] },
              noiseLevel: { $ref: '#/components/schemas/Level' },
              loop: { type: 'boolean' },
              nothing: { type: 'null' },
              threads: { type: 'integer' },
            },
          },
          {
            anyOf: [
              { properties: { command: { const: 'vary' } } },
              { properties: { command: { const: 'inpaint' }, feather: { type: 'number', minimum: 0 } } },
              { properties: { command: { const: 'edit' }, feather: { type: 'number', minimum: 0 } } },
            ],
          },
        ],
      },
    },
  },
}
const fields = schemaFields(openApi)
const field = (name: string) => fields.find((one) => one.name === name)

describe('a field of the recipe is asked for by what its schema says', () => {
  it.each([
    ['steps', { title: 'Steps', example: '50', kind: { _tag: 'Count', least: 1, most: 10_000, whole: true } }],
    [
      'sampler',
      { title: 'Sampler', about: 'how each step is computed', kind: { _tag: 'Choice', names: ['euler', 'heun'] } },
    ],
    ['sigmaMin', { title: 'Sigma min', kind: { _tag: 'Count', least: 0, most: null, whole: false } }],
    ['noiseLevel', { title: 'Level of noise' }],
    ['sigmas', { example: '9,1,0', kind: { _tag: 'List' } }],
    ['cfg', { kind: { _tag: 'Text' } }],
    ['loop', { kind: { _tag: 'Switch' } }],
    ['feather', { tasks: ['inpaint', 'edit'] }],
    ['threads', { tasks: null }],
  ])('%s', (name, said) => expect(field(name)).toMatchObject(said))

  it('what can only be nothing is not asked for, nor anything of what is no description', () => {
    expect(field('nothing')).toBeUndefined()
    for (const other of [null, {}, { components: { schemas: [] } }, { components: { schemas: {} } }])
      expect(schemaFields(other)).toEqual([])
  })
})

it('a task has its fields, under headings, and those of words for a model that reads them', () => {
  const names = (task: 'vary' | 'inpaint', text: boolean): readonly (readonly string[])[] =>
    fieldGroups(fields, task, { text, fillsGaps: false }).map((group) => [
      group.title,
      ...group.fields.map(({ name }) => name),
    ])
  expect(names('vary', false)).toEqual([
    ['Sampling', 'sampler', 'steps', 'sigmaMin', 'sigmas'],
    ['This task', 'noiseLevel'],
    ['Machine and files', 'threads'],
  ])
  expect(names('inpaint', true)).toEqual([
    ['Sampling', 'sampler', 'steps', 'sigmaMin', 'sigmas'],
    ['This task', 'feather', 'loop'],
    ['Words', 'cfg'],
    ['Machine and files', 'threads'],
  ])
})

it('a model that was not trained to fill gaps is offered no way that is for those', () => {
  const method = {
    name: 'method',
    title: 'How the surroundings count',
    about: '',
    kind: { _tag: 'Choice', names: ['projection', 'posterior', 'native', 'both'] },
    example: 'posterior',
    tasks: null,
  } as const
  const offered = (fillsGaps: boolean) =>
    fieldGroups([method], 'inpaint', { text: true, fillsGaps }).flatMap((group) => group.fields.map(({ kind }) => kind))
  expect(offered(true)).toEqual([method.kind])
  expect(offered(false)).toEqual([{ _tag: 'Choice', names: ['projection', 'posterior'] }])
})
