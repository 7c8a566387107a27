import { describe, expect, it } from 'vitest'
import { notebookTests } from '../src/notebook-tests.js'

describe("the notebook's own tests", () => {
  it('are the eight of the notebook, number for number', () => {
    const lines = notebookTests.map(({ name, prompt, task }) => {
      const region = task._tag === 'Inpaint' ? `${task.region.from} to ${task.region.to} s` : ''
      const window =
        task._tag === 'Inpaint' && task.window !== null ? `steps ${task.window.start} to ${task.window.end}` : ''
      const strength = task._tag === 'StyleTransfer' ? `strength ${task.strength}` : ''
      const reference = task._tag === 'Sample' ? '' : task.reference
      return [name, prompt.slice(0, 4), task._tag, reference, region, window, strength].filter(Boolean).join(', ')
    })
    expect(lines).toEqual([
      'Q1.0, lo-f, Sample',
      'Q1.1, deep, Sample',
      'Q3.0, lo-f, Inpaint, q1_0, 0 to 3 s',
      'Q3.1, deep, Inpaint, q1_1, 0 to 3 s',
      'Q4.0, lo-f, Inpaint, q1_0, 0 to 3 s, steps 0 to 20',
      'Q4.1, deep, Inpaint, q1_1, 0 to 3 s, steps 15 to 45',
      'Q5.0, deep, StyleTransfer, q1_0, strength 0.2',
      'Q5.1, lo-f, StyleTransfer, q1_1, strength 0.5',
    ])
  })
})
