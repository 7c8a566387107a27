import { axisRight } from './axis.js'
import type { Box } from './layout.js'
import type { ColourScale } from './run-plot.js'
import { linearScale } from './scale.js'
import { svgElement } from './svg.js'

/** What the colours mean: the ramp from floor to ceiling with its ticks. */
export const colourBar = (box: Box, { floor, ceiling, ramp, title }: ColourScale): readonly string[] => [
  svgElement('defs', {}, [
    svgElement(
      'linearGradient',
      { id: 'ramp', x1: 0, y1: 1, x2: 0, y2: 0 },
      ramp.map((colour, i) =>
        svgElement('stop', { offset: `${(100 * i) / (ramp.length - 1)}%`, 'stop-color': colour }),
      ),
    ),
  ]),
  svgElement('rect', { ...box, rx: 1.5, fill: 'url(#ramp)' }),
  ...axisRight(box, linearScale(floor, ceiling, 5).ticks, title),
]
