import { decode } from 'fast-png'
import { type Box, layoutOf, unitPixels } from '../src/layout.js'
import { theme } from '../src/theme.js'

/** What the pixels of a picture of a run show. */
export interface DrawnRun {
  /** How many colours each panel has: one, where it shows nothing. */
  readonly colours: readonly number[]
  /**
   * Where two panels differ, from the first such column to behind the last, and how many differ, as shares of the
   * width; `null` nowhere. The frame of a region lies on the edges of a panel, which are left out.
   */
  readonly differing: (panel: number, other: number) => readonly [from: number, to: number, columns: number] | null
  /** How many pixels of the line's own colour each chart has. */
  readonly lines: { readonly schedule: number; readonly movement: number }
  /** The share of the schedule's width that is shaded as painted. */
  readonly painted: number
}

const coloursOf = (columns: readonly Int32Array[]): number => {
  const found = new Set<number>()
  for (const column of columns) column.forEach((pixel) => found.add(pixel))
  return found.size
}

const packed = (hex: string): number => Number.parseInt(hex.slice(1), 16)

/**
 * A picture as it must be laid out: so many panels, with a row for the names of regions or without. Of another size it
 * throws.
 */
export const drawnRun = (png: Uint8Array, { panels = 2, regions = false } = {}): DrawnRun => {
  const { width, height, channels, data } = decode(png)
  const layout = layoutOf(panels, regions)
  if (width !== 2000 || height !== layout.height * unitPixels) throw new Error(`it has ${width} x ${height} pixels`)
  // Row by row, as they lie, and without an array for each of two million pixels.
  const columns = (box: Box): readonly Int32Array[] => {
    const [across, down] = [box.width * unitPixels, box.height * unitPixels]
    const found = Array.from({ length: across }, () => new Int32Array(down))
    for (let j = 0; j < down; j++) {
      const row = (box.y * unitPixels + j) * width + box.x * unitPixels
      found.forEach((column, i) => {
        const at = (row + i) * channels
        column[j] = (data[at] ?? 0) * 65_536 + (data[at + 1] ?? 0) * 256 + (data[at + 2] ?? 0)
      })
    }
    return found
  }
  const shown = layout.panels.map(columns)
  const inked = (box: Box, ink: string): number => {
    const colour = packed(ink)
    return columns(box).reduce((sum, column) => sum + column.filter((pixel) => pixel === colour).length, 0)
  }
  const low = columns(layout.schedule).map((column) => column.at(-20))
  return {
    colours: shown.map(coloursOf),
    differing: (panel, other) => {
      const unlike = (shown[panel] ?? []).map((column, i) => {
        const beside = shown[other]?.[i]?.subarray(10, -10)
        const inner = column.subarray(10, -10)
        return inner.length !== beside?.length || inner.some((pixel, j) => pixel !== beside[j])
      })
      const share = (count: number): number => count / unlike.length
      return unlike.includes(true)
        ? [share(unlike.indexOf(true)), share(unlike.lastIndexOf(true) + 1), share(unlike.filter((is) => is).length)]
        : null
    },
    lines: {
      schedule: inked(layout.schedule, theme.schedule),
      movement: inked(layout.movement, theme.movement),
    },
    painted: low.filter((pixel) => pixel !== packed(theme.field)).length / low.length,
  }
}
