import { EXPO_FREQUENCIES } from './expo-frequencies.js'

/** How many features a number has: as many cosines and sines together. */
export const EXPO_FEATURES = 2 * EXPO_FREQUENCIES.length

const PI = Math.fround(Math.PI)

/** 2 pi f x in the reference's order, each product rounded to float32. */
const angle = (x: number, frequency: number): number => Math.fround(Math.fround(Math.fround(x * frequency) * 2) * PI)

/**
 * Numbers as sines of fixed frequencies f: cosines, then sines, of 2 pi f x, `[numbers, EXPO_FEATURES]`, row-major. They
 * are made here, in no graph: an angle reaches 62 832, where one place of a float32 is 0.004, so that they are the
 * network's only where each product is rounded as the reference rounds it, and where the engine's sines are exact
 * however far out. stable-audio-3 `models/blocks.py`, `ExpoFourierFeatures`.
 */
export const expoFeatures = (numbers: readonly number[]): Float32Array => {
  const half = EXPO_FREQUENCIES.length
  const features = new Float32Array(numbers.length * EXPO_FEATURES)
  numbers.forEach((number, row) => {
    const x = Math.fround(number)
    for (let i = 0; i < half; i++) {
      const turned = angle(x, EXPO_FREQUENCIES[i]!) // one of `half`
      features[row * EXPO_FEATURES + i] = Math.cos(turned)
      features[row * EXPO_FEATURES + half + i] = Math.sin(turned)
    }
  })
  return features
}
