import { build } from '@sigmastream/core'
import type { FramedTask } from '../framed-task.js'
import { framesBehind, type RunLength } from './run-length.js'

/**
 * A task that fills gaps, which fills the room behind the end of the sound as well: nothing is there that could stay. Any
 * other as it was. Source: stable-audio-3 `model.py`, `generate`, whose mask is 0 behind the longest duration.
 */
export const withRoom = (framed: FramedTask, length: RunLength): FramedTask => {
  const { task, gaps } = framed
  const behind = framesBehind(length)
  if (behind.length === 0 || task._tag !== 'Inpaint') return framed
  const mask = build(task.mask.shape, (out) => {
    out.set(task.mask.data)
    for (let row = 0; row < out.length; row += length.frames)
      for (const { start, end } of behind) out.fill(1, row + start, row + end)
  })
  return { task: { ...task, mask }, gaps: gaps === null ? null : [...gaps, ...behind] }
}
