/** A rectangle; lengths are in units of the picture, of which `unitPixels` make a pixel. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Pixels to a unit: twice what the picture is laid out in, sharp on dense screens. */
export const unitPixels = 2

/** The width of every picture, in units. */
export const pageWidth = 1000

const [left, right, panelHeight, panelGap] = [64, 72, 132, 28]
const plotWidth = pageWidth - left - right
const chartGap = 84

/** The pixels of one panel: a heat map of this size is shown exactly. */
export const panelPixels = { columns: plotWidth * unitPixels, rows: panelHeight * unitPixels } as const

/** Where everything is. */
export interface Layout {
  readonly height: number
  readonly panels: readonly Box[]
  readonly colourBar: Box
  /** The lower edge of the row that names the regions. */
  readonly regionsY: number
  readonly schedule: Box
  readonly movement: Box
}

/** The layout of a picture with so many panels, at least one, and with or without a row that names regions. */
export const layoutOf = (panels: number, regions: boolean): Layout => {
  const top = regions ? 120 : 98
  const boxes = Array.from({ length: panels }, (_, i) => ({
    x: left,
    y: top + i * (panelHeight + panelGap),
    width: plotWidth,
    height: panelHeight,
  }))
  const bottom = top + panels * (panelHeight + panelGap) - panelGap
  const chart = { y: bottom + 86, width: (plotWidth - chartGap) / 2, height: 150 }
  return {
    height: chart.y + chart.height + 56,
    panels: boxes,
    colourBar: { x: pageWidth - right + 14, y: top, width: 9, height: panelHeight },
    regionsY: top - 26,
    schedule: { ...chart, x: left },
    movement: { ...chart, x: left + chart.width + chartGap },
  }
}

/** The x of a share of a box's width. */
export const xAt = ({ x, width }: Box, share: number): number => x + width * share

/** The y of a share of a box's height, from below. */
export const yAt = ({ y, height }: Box, share: number): number => y + height * (1 - share)
