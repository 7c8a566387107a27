import { encode } from 'fast-png'
import { colourAt, type Ramp } from './colour.js'
import type { Box } from './layout.js'
import type { ColourScale, HeatMap } from './run-plot.js'
import { svgElement } from './svg.js'

/** 256 colours of a ramp, `[256, 3]`: more than an eye tells apart. */
const tableOf = (ramp: Ramp): Uint8Array =>
  Uint8Array.from(Array.from({ length: 256 }, (_, i) => colourAt(ramp, i / 255)).flat())

/** The pixels of a heat map, `[rows, columns, 3]`, its last row first. NaN has the colour of the floor. */
export const pixelsOf = ({ rows, columns, values }: HeatMap, { floor, ceiling, ramp }: ColourScale): Uint8Array => {
  const table = tableOf(ramp)
  const pixels = new Uint8Array(3 * rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      // row and column are inside values, and the entry inside the table
      const share = (values[(rows - 1 - row) * columns + column]! - floor) / (ceiling - floor)
      const entry = 3 * (share > 0 ? Math.round(255 * Math.min(share, 1)) : 0)
      pixels.set(table.subarray(entry, entry + 3), 3 * (row * columns + column))
    }
  }
  return pixels
}

/** A heat map as the bytes of a PNG, a pixel a cell. */
export const pngOf = (map: HeatMap, scale: ColourScale): Uint8Array =>
  encode({ width: map.columns, height: map.rows, data: pixelsOf(map, scale), channels: 3, depth: 8 })

/** A heat map as an image in a box: its cells stay sharp, however few they are. */
export const heatMap = (box: Box, map: HeatMap, scale: ColourScale): string =>
  svgElement('image', {
    x: box.x,
    y: box.y,
    width: box.width,
    height: box.height,
    preserveAspectRatio: 'none',
    'image-rendering': 'optimizeSpeed',
    href: `data:image/png;base64,${Buffer.from(pngOf(map, scale)).toString('base64')}`,
  })
