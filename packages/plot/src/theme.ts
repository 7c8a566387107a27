/** The colours and sizes that the parts of the picture share. */
export const theme = {
  font: 'DejaVu Sans Condensed',
  page: '#ffffff',
  ink: '#1b1a27',
  soft: '#6d6b7e',
  faint: '#a5a3b3',
  grid: '#e7e6ee',
  field: '#f8f7fb',
  hole: '#f1f0f6',
  hatch: '#dcdae6',
  border: '#00b8b0',
  borderInk: '#007d78',
  schedule: '#6e2488',
  movement: '#e8553a',
  paint: '#00b8b0',
  // well apart from each other in hue and in lightness
  series: ['#6e2488', '#e8553a', '#00b8b0', '#3077cd', '#d99a00', '#5f7d1f', '#1b1a27'],
  small: 10.5,
  label: 12.5,
  subtitle: 12.5,
  title: 20,
} as const

/** Hardly a text in DejaVu Sans Condensed is wider than this a letter, in em. */
const letter = 0.62

/** The width that a text takes at most, in units. */
export const textWidth = (content: string, size: number): number => [...content].length * size * letter

/** A text cut with an ellipsis where it would be wider than `width`. */
export const fitText = (content: string, size: number, width: number): string => {
  const most = Math.max(1, Math.floor(width / (size * letter)))
  const letters = [...content]
  return letters.length <= most ? content : `${letters.slice(0, most - 1).join('')}\u2026`
}
