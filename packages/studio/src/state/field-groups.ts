import type { ModelEntry } from '@sigmastream/server/api'
import { standsInFold } from './recipe.js'
import type { SchemaField } from './schema-fields.js'
import type { TaskName } from './tasks.js'

/** Settings that belong together, under their heading. */
export interface FieldGroup {
  readonly title: string
  readonly fields: readonly SchemaField[]
}

/** The headings, the names under each in their order; those of `Words` are for a model that reads them. */
const groups: Readonly<Record<string, readonly string[]>> = {
  Sampling: ['sampler', 'steps', 'schedule', 'seed', 'noise', 'reuse', 'sigmaMin', 'sigmaMax', 'shift', 'sigmas'],
  'This task': [
    'feather',
    'method',
    'resample',
    'paintStart',
    'paintEnd',
    'noiseLevel',
    'bars',
    'bpm',
    'loop',
    'invert',
    'windowLength',
    'overlap',
    'encoding',
  ],
  'Other seeds': ['forks', 'toward', 'by'],
  Words: [
    'cfg',
    'seconds',
    'otherPrompt',
    'blend',
    'promptUntil',
    'guidance',
    'cfgRescale',
    'cfgInterval',
    'cfgRefresh',
    'cfgPp',
    'apgParallel',
    'apgThreshold',
    'apgMomentum',
    'fdgSlow',
    'stillAbove',
    'fromCfg',
    'profile',
    'reference',
    'fullWindow',
    'headroom',
    'padding',
    'windowBlend',
    'precision',
    'device',
  ],
}

/** The heading of what stands under no other. */
const others = 'Machine and files'

/** Fields that only some tasks have, where the schema has them for all. */
const onlyOf: Readonly<Record<string, readonly TaskName[]>> = {
  method: ['inpaint', 'extend', 'loop'],
  resample: ['inpaint', 'extend', 'loop'],
  paintAmount: ['inpaint'],
  amount: ['vary'],
  noiseLevel: ['vary'],
  invert: ['edit'],
  seam: ['loop'],
  bars: ['loop'],
  bpm: ['loop'],
  loop: ['inpaint', 'generate'],
}

const isOf = (task: TaskName, { name, tasks }: SchemaField): boolean =>
  standsInFold(task, name) && (tasks ?? onlyOf[name] ?? [task]).includes(task)

/** What only some models can. */
export type ModelSkills = Pick<ModelEntry, 'text' | 'fillsGaps'>

/** Ways to fill a gap that are for models which were trained to. */
const trainedMethods: readonly string[] = ['native', 'both']

/** A field with what a model can be asked of it. */
const askable = ({ fillsGaps }: ModelSkills, field: SchemaField): SchemaField =>
  field.name === 'method' && field.kind._tag === 'Choice' && !fillsGaps
    ? { ...field, kind: { _tag: 'Choice', names: field.kind.names.filter((name) => !trainedMethods.includes(name)) } }
    : field

/** The fields that a task has, under their headings: those of words only where the model reads them, and what it can. */
export const fieldGroups = (
  fields: readonly SchemaField[],
  task: TaskName,
  skills: ModelSkills,
): readonly FieldGroup[] => {
  const here = fields.filter((field) => isOf(task, field)).map((field) => askable(skills, field))
  const known = new Set(Object.values(groups).flat())
  return [
    ...Object.entries(groups)
      .filter(([title]) => title !== 'Words' || skills.text)
      .map(([title, names]) => ({
        title,
        fields: names.flatMap((name) => here.filter((field) => field.name === name)),
      })),
    { title: others, fields: here.filter(({ name }) => !known.has(name)) },
  ].filter((group) => group.fields.length > 0)
}
