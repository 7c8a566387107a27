/** Red, green and blue of sRGB, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** Lightness 0 to 1, chroma from 0, hue in degrees: distances in it are about those that are seen. */
export interface Oklch {
  readonly lightness: number
  readonly chroma: number
  readonly hue: number
}

/** The curve of sRGB (IEC 61966-2-1) from light to code, 0 to 1. */
const codeOf = (light: number): number => (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055)

const byte = (light: number): number => Math.round(255 * codeOf(Math.min(1, Math.max(0, light))))

/**
 * A colour as sRGB; one that a screen cannot show is cut off at what it can.
 * Source: Ottosson 2020, "A perceptual color space for image processing", OKLab to linear sRGB.
 */
export const rgbOfOklch = ({ lightness, chroma, hue }: Oklch): Rgb => {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)]
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}
