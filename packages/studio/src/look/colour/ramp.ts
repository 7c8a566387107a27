import { type Oklch, type Rgb, rgbOfOklch } from './oklch.js'

/** What a page lies on: its own is dark, or light. */
export type Scheme = 'light' | 'dark'

/** 256 colours, from silence to the loudest. */
export type Ramp = readonly Rgb[]

interface Ends {
  readonly quiet: Oklch
  readonly loud: Oklch
  /** The chroma half-way, where a screen can show most of it. */
  readonly middle: number
}

/**
 * On a dark page light is loud: black over violet and coral to cream. On a light page ink is loud: paper over coral and
 * violet to near black.
 */
const ends: Readonly<Record<Scheme, Ends>> = {
  dark: {
    quiet: { lightness: 0.18, chroma: 0.02, hue: 295 },
    loud: { lightness: 0.97, chroma: 0.06, hue: 455 },
    middle: 0.19,
  },
  light: {
    quiet: { lightness: 0.965, chroma: 0.008, hue: 440 },
    loud: { lightness: 0.16, chroma: 0.06, hue: 295 },
    middle: 0.17,
  },
}

const mix = (from: number, to: number, by: number): number => from + (to - from) * by

/** The colours of a scheme: their lightness goes in equal steps, so that equal steps of level look equal. */
export const rampOf = (scheme: Scheme): Ramp => {
  const { quiet, loud, middle } = ends[scheme]
  return Array.from({ length: 256 }, (_, i) => {
    const by = i / 255
    const bow = Math.sin(Math.PI * by) // 0 at both ends, 1 half-way
    return rgbOfOklch({
      lightness: mix(quiet.lightness, loud.lightness, by),
      chroma: mix(mix(quiet.chroma, loud.chroma, by), middle, bow),
      hue: mix(quiet.hue, loud.hue, by),
    })
  })
}
