import type { Render } from '@sigmastream/server/api'
import { knobField } from './recipe.js'
import { knobText, taskOf } from './tasks.js'

/** Seconds as a clock shows them: `0:03.2`, `1:02:03.4`. */
export const clockText = (seconds: number): string => {
  const tenths = Math.round(10 * Math.max(0, seconds))
  const [hours, minutes, rest] = [Math.floor(tenths / 36_000), Math.floor(tenths / 600) % 60, (tenths % 600) / 10]
  const ending = rest.toFixed(1).padStart(4, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${ending}` : `${minutes}:${ending}`
}

/** A length of time as one says it: `8.3 s`, `2 min 5 s`. */
export const lengthText = (seconds: number): string => {
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** How long it will still take, in words that do not say more than is known. */
export const leftText = (seconds: number | null): string => {
  if (seconds === null) return 'how long is not known yet'
  if (seconds < 1.5) return 'a moment left'
  if (seconds < 90) return `about ${seconds < 10 ? Math.round(seconds) : 5 * Math.round(seconds / 5)} s left`
  return `about ${Math.round(seconds / 60)} min left`
}

/** What a render is, in the words of its task and its knob: `Vary, 50 %`. */
export const renderText = ({ recipe, parent }: Render): string => {
  const { title, knob } = taskOf(recipe.command)
  const fields: Readonly<Record<string, unknown>> = recipe
  const value = fields[knobField(recipe.command)]
  const turned = typeof value === 'number' ? `, ${knobText(knob, value)}` : ''
  return parent === null ? `${title}${turned}` : `${title}${turned}, from step ${parent.at} of another`
}

/** Where a render is, in words. */
export const stateText = ({ state, place, done, secondsLeft }: Render): string => {
  switch (state) {
    case 'waiting':
      return place === null || place === 0 ? 'is next' : `waits behind ${place}`
    case 'running':
      return done === 0 ? 'is getting ready' : leftText(secondsLeft)
    case 'paused':
      return 'is held'
    case 'done':
      return 'is done'
    case 'failed':
      return 'failed'
    case 'cancelled':
      return 'was stopped'
  }
}
