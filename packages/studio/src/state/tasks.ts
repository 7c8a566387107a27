/** The one knob that a task has, in the words of a musician. */
export interface Knob {
  readonly label: string
  readonly low: string
  readonly high: string
  readonly from: number
  readonly to: number
  readonly step: number
  readonly usual: number
  readonly unit: 's' | '%'
}

/** What can be done to a recording. */
export interface TaskEntry {
  readonly title: string
  readonly about: string
  readonly knob: Knob
  /** Whether it can only be said in words, to a model that reads them. */
  readonly needsText: boolean
  readonly needsSound: boolean
  readonly takesRegions: boolean
}

const share = (label: string, low: string, high: string, usual: number): Knob => ({
  label,
  low,
  high,
  from: 0,
  to: 1,
  step: 0.05,
  usual,
  unit: '%',
})

const length = (label: string, from: number, to: number, step: number, usual: number): Knob => ({
  label,
  low: 'shorter',
  high: 'longer',
  from,
  to,
  step,
  usual,
  unit: 's',
})

const onSound = { needsText: false, needsSound: true, takesRegions: false }

/** Every task by the command that does it. */
const tasks = {
  inpaint: {
    ...onSound,
    title: 'Fill',
    about: 'Makes the parts that you mark anew, so that they fit what is around them. All else stays as it is.',
    knob: share('How much of it is new', 'a little', 'all', 1),
    takesRegions: true,
  },
  vary: {
    ...onSound,
    title: 'Vary',
    about: 'Plays it again, a little or a lot differently.',
    knob: share('How far away', 'close', 'far', 0.5),
  },
  restyle: {
    ...onSound,
    title: 'Restyle',
    about: 'Keeps its outline, and makes it of the sound of other recordings.',
    knob: share('How much of it stays', 'a hint', 'nearly all', 0.5),
  },
  edit: {
    ...onSound,
    title: 'Edit',
    about: 'Changes what is heard into something else that you describe.',
    knob: share('How much of it stays', 'a hint', 'nearly all', 0.5),
    needsText: true,
    takesRegions: true,
  },
  extend: {
    ...onSound,
    title: 'Extend',
    about: 'Lets it go on past its end, or begin earlier.',
    knob: length('How much longer', 0, 30, 0.1, 4),
  },
  loop: {
    ...onSound,
    title: 'Loop',
    about: 'Makes its end lead into its beginning, so that it goes round without a break.',
    knob: length('How long the seam is', 0.1, 4, 0.1, 0.5),
  },
  generate: {
    ...onSound,
    title: 'Make new',
    about: 'Makes sound of nothing but words.',
    knob: length('How long', 1, 47, 0.5, 6),
    needsText: true,
    needsSound: false,
  },
} as const satisfies Readonly<Record<string, TaskEntry>>

/** The name of a task: the command that does it. */
export type TaskName = keyof typeof tasks

/** The names of all tasks, in the order in which they are shown. */
export const taskNames: readonly TaskName[] = ['inpaint', 'vary', 'restyle', 'edit', 'extend', 'loop', 'generate']

/** A task by its name. */
export const taskOf = (name: TaskName): TaskEntry => tasks[name]

/** Whether a text is the name of a task. */
export const isTaskName = (text: string): text is TaskName => text in tasks

/** The knob of every task where a person has turned none. */
export const usualKnobs: Readonly<Record<TaskName, number>> = {
  inpaint: tasks.inpaint.knob.usual,
  vary: tasks.vary.knob.usual,
  restyle: tasks.restyle.knob.usual,
  edit: tasks.edit.knob.usual,
  extend: tasks.extend.knob.usual,
  loop: tasks.loop.knob.usual,
  generate: tasks.generate.knob.usual,
}

/** The value of a knob as it is read: `45 %`, `2.5 s`. */
export const knobText = ({ unit }: Knob, value: number): string =>
  unit === '%' ? `${Math.round(100 * value)} %` : `${Number(value.toFixed(2))} s`
