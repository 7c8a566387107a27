import { type Request, type Stretch, withTask } from './request.js'
import { taskOf } from './tasks.js'

/** The shortest stretch that is taken for one, in seconds: what is shorter was a click. */
const shortest = 0.02

const round = (seconds: number): number => Math.round(1000 * seconds) / 1000

/** Stretches in order, inside a recording, those that touch made one. */
const inOrder = (stretches: readonly Stretch[], seconds: number): readonly Stretch[] =>
  stretches
    .map(({ from, to }) => ({ from: round(Math.max(0, from)), to: round(Math.min(seconds, to)) }))
    .filter(({ from, to }) => to - from >= shortest)
    .toSorted((one, other) => one.from - other.from)
    .reduce<readonly Stretch[]>((done, next) => {
      const last = done.at(-1)
      return last !== undefined && next.from <= last.to
        ? [...done.slice(0, -1), { from: last.from, to: Math.max(last.to, next.to) }]
        : [...done, next]
    }, [])

/** The stretches that are made anew, in seconds of the recording: those of an extension lie outside of it. */
export const stretchesOf = ({ task, regions, knobs, before }: Request, seconds: number): readonly Stretch[] => {
  if (taskOf(task).takesRegions) return regions
  if (task === 'loop') return [{ from: Math.max(0, seconds - knobs.loop), to: seconds }]
  if (task !== 'extend') return []
  return [
    ...(before > 0 ? [{ from: -before, to: 0 }] : []),
    ...(knobs.extend > 0 ? [{ from: seconds, to: seconds + knobs.extend }] : []),
  ]
}

/**
 * What is asked for after stretches were dragged over a recording of so many seconds. One that goes past its end, or begins
 * before it begins, asks for more recording; of a loop the one at its end is the seam; any other marks what is to be filled.
 */
export const withStretches = (request: Request, dragged: readonly Stretch[], seconds: number): Request => {
  const { task, knobs } = request
  const after = round(Math.max(0, ...dragged.map(({ to }) => to - seconds)))
  const before = round(Math.max(0, ...dragged.map(({ from }) => -from)))
  if (Math.max(after, before) >= shortest)
    return { ...withTask(request, 'extend'), before, knobs: { ...knobs, extend: after } }
  const inside = inOrder(dragged, seconds)
  if (task === 'extend' && inside.length === 0) return { ...request, before: 0, knobs: { ...knobs, extend: 0 } }
  const [only] = inside
  if (task === 'loop' && inside.length === 1 && only !== undefined && only.to === round(seconds))
    return { ...request, knobs: { ...knobs, loop: round(only.to - only.from) } }
  const marks = task === 'loop' ? inside.filter(({ to }) => to < round(seconds)) : inside
  return { ...request, task: taskOf(task).takesRegions ? task : 'inpaint', regions: marks }
}
