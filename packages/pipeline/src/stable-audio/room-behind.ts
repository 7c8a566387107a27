import { build } from '@sigmastream/core'
import type { FramedTask } from '../framed-task.js'
import type { RunLength } from './run-length.js'

/**
 * A task that fills gaps, which fills the room behind the end of the sound as well: nothing is there that could stay. Any
 * other as it was. Source: stable-audio-3 `model.py`, `generate`, whose mask is 0 behind the longest duration.
 */
export const withRoom = (framed: FramedTask, { covering, frames }: RunLength): FramedTask => {
  const { task, gaps } = framed
  if (covering === frames || task._tag !== 'Inpaint') return framed
  const mask = build(task.mask.shape, (out) => {
    out.set(task.mask.data)
    for (let row = 0; row < out.length; row += frames) out.fill(1, row + covering, row + frames)
  })
  return { task: { ...task, mask }, gaps: gaps === null ? null : [...gaps, { start: covering, end: frames }] }
}
