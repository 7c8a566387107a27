import type { SeamMeasure } from '@sigmastream/audio'
import type { Take } from '@sigmastream/pipeline'

const tenths = (value: number): string => value.toFixed(1)

const besideInside = ({ usual, most }: SeamMeasure): string => `inside: ${tenths(usual)}, at most ${tenths(most)}`

/** How the end of a loop goes on into its beginning, beside what it does inside; none of anything else. */
export const seamLines = ({ seam }: Pick<Take, 'seam'>): readonly string[] => {
  if (seam === null) return []
  const { click, level, spectrum } = seam
  return [
    `the seam has ${click.seam > click.most ? 'a' : 'no'} click: the waveform bends ${tenths(click.seam)} times as sharply as around it (${besideInside(click)})`,
    `across it the level changes by ${tenths(level.seam)} dB (${besideInside(level)}), the spectrum by ${tenths(spectrum.seam)} dB (${besideInside(spectrum)})`,
  ]
}
