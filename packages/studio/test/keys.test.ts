import { expect, it } from 'vitest'
import { keys, type Press, pressOf } from '../src/state/keys.js'

const pressed = (key: string, change: Partial<Press> = {}): ReturnType<typeof pressOf> =>
  pressOf({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    inText: false,
    onControl: false,
    ...change,
  })

it('no two things have one key', () => {
  const all = Object.values(keys).map(({ key }) => key)
  expect(new Set(all).size).toBe(all.length)
})

it.each(Object.entries(keys))('%s', (name, { key }) => expect(pressed(key)).toBe(name))

it('a press that is of something else is left alone', () => {
  expect(pressed('k', { inText: true })).toBeNull()
  expect(pressed('k', { altKey: true })).toBeNull()
  expect(pressed('s', { ctrlKey: true })).toBeNull()
  expect(pressed(' ', { onControl: true })).toBeNull()
  expect(pressed('k', { onControl: true })).toBe('keep')
})

it('undo and redo are where they are everywhere, and a number is a take', () => {
  expect(pressed('z', { ctrlKey: true })).toBe('undo')
  expect(pressed('Z', { metaKey: true, shiftKey: true })).toBe('redo')
  expect(pressed('3')).toBe(3)
  expect(pressed('K')).toBe('keep')
})
