import { expect, it } from 'vitest'
import { problemWords } from '../src/api/problem.js'
import { clockText, leftText, lengthText, renderText, stateText } from '../src/state/words.js'
import { hashOf, render } from './things.js'

it.each([
  [0, '0:00.0'],
  [3.25, '0:03.3'],
  [59.96, '1:00.0'],
  [3599.95, '1:00:00.0'],
  [-1, '0:00.0'],
])('%s seconds on a clock are %s', (seconds, text) => expect(clockText(seconds)).toBe(text))

it.each([
  [8, '8 s'],
  [0.254, '0.3 s'],
  [125, '2 min 5 s'],
])('%s seconds are %s', (seconds, text) => expect(lengthText(seconds)).toBe(text))

it.each([
  [null, 'how long is not known yet'],
  [1, 'a moment left'],
  [8.4, 'about 8 s left'],
  [43, 'about 45 s left'],
  [150, 'about 3 min left'],
])('%s seconds more is %s', (seconds, text) => expect(leftText(seconds)).toBe(text))

it('a render is told by its task and its knob, and where it comes from', () => {
  expect(renderText(render)).toBe('Fill')
  expect(renderText({ ...render, recipe: { command: 'vary', amount: 0.3 } })).toBe('Vary, 30 %')
  expect(renderText({ ...render, parent: { id: hashOf(3), at: 4 } })).toBe('Fill, from step 4 of another')
  expect(stateText(render)).toBe('is next')
  expect(stateText({ ...render, place: 2 })).toBe('waits behind 2')
  expect(stateText({ ...render, state: 'running' })).toBe('is getting ready')
  expect(stateText({ ...render, state: 'running', done: 3, secondsLeft: 8 })).toBe('about 8 s left')
})

it('what is wrong says what would be right, in the server’s words where they are its', () => {
  const fault = { code: 'recipe', message: 'steps is 0', right: 'give a whole number from 1' }
  expect(problemWords({ _tag: 'Refusal', status: 422, fault })).toEqual({
    message: 'Steps is 0.',
    right: 'Give a whole number from 1.',
  })
  expect(problemWords({ _tag: 'NoSound', name: 'notes.txt' }).message).toContain('notes.txt')
  expect(problemWords({ _tag: 'NoMicrophone', why: 'refused' }).right).toMatch(/^Allow the microphone/)
})
