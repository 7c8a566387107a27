import { showNumber } from '@sigmastream/pipeline'
import { escapeXml, svgElement, theme } from '@sigmastream/plot'
import { version } from '../version.js'
import { placeOf } from './matrix-name.js'
import { pictureOf } from './picture.js'
import {
  decibels,
  differenceLines,
  differencesOf,
  holdingLine,
  megabytes,
  percent,
  type Report,
  runsOf,
  textLines,
  worstOf,
} from './report.js'

const STYLE =
  `body{font-family:"${theme.font}",system-ui,sans-serif;color:${theme.ink};background:${theme.page};max-width:1000px;` +
  `margin:2em auto;padding:0 1em}` +
  `svg{width:100%;height:auto}table{border-collapse:collapse;margin:1em 0}th,td{text-align:left;padding:.2em 1.2em .2em 0;` +
  `border-bottom:1px solid ${theme.grid}}td.number{text-align:right;font-variant-numeric:tabular-nums}code{word-break:break-all}`

const cell = (content: string): string => svgElement('td', {}, [escapeXml(content)])
const number = (content: string): string => svgElement('td', { class: 'number' }, [escapeXml(content)])
const row = (cells: readonly string[]): string => svgElement('tr', {}, cells)

const tableOf = (heading: readonly string[], rows: readonly string[]): string =>
  svgElement('table', {}, [
    svgElement(
      'tr',
      {},
      heading.map((name) => svgElement('th', {}, [escapeXml(name)])),
    ),
    ...rows,
  ])

const facts = ({ precision, quantized, trial }: Report): string => {
  const { model, limit, bytes, sourceBytes } = quantized
  const listed: readonly (readonly [string, string])[] = [
    ['model', model],
    ['precision', precision],
    ['limit', `${showNumber(limit)} dB`],
    ['matrices', holdingLine(quantized)],
    ['lowest ratio', worstOf(quantized)],
    ...differenceLines(quantized).map((line) => ['attention', line] as const),
    ...textLines(quantized).map((line) => ['text', line] as const),
    ['weights', `${megabytes(bytes)}; ${megabytes(sourceBytes)} in the checkpoint`],
    ['prompt', trial.prompt],
    ['runs', runsOf(trial)],
  ]
  return svgElement(
    'table',
    {},
    listed.map(([name, value]) => row([svgElement('th', {}, [escapeXml(name)]), cell(value)])),
  )
}

const runs = ({ compared }: Report): string =>
  tableOf(
    ['guidance', 'relative error of the latents', 'log-spectral distance of the sound'],
    compared.map(({ guidance, latents, decibels: distance }) =>
      row([
        cell(guidance === 1 ? 'none' : showNumber(guidance)),
        number(percent(latents)),
        number(`${distance.toFixed(2)} dB`),
      ]),
    ),
  )

const matrices = ({ precision, quantized }: Report): string =>
  tableOf(
    ['block', 'matrix', 'signal-to-noise ratio', 'held in'],
    quantized.matrices
      .map(({ name, decibels: ratio }) => ({
        ...placeOf(name),
        ratio,
        held: quantized.kept.includes(name) ? 'fp32' : precision,
      }))
      .toSorted((a, b) => a.block - b.block)
      .map(({ block, kind, ratio, held }) =>
        row([number(String(block)), cell(kind), number(decibels(ratio)), cell(held)]),
      ),
  )

/** How well attention holds that is a difference of two, layer by layer; nothing where none is. */
const differences = ({ quantized }: Report): readonly string[] => {
  const rows = differencesOf(quantized).map(({ name, decibels: ratio }) => ({ ...placeOf(name), ratio }))
  if (rows.length === 0) return []
  const table = tableOf(
    ['block', 'attention', 'signal-to-noise ratio of the result'],
    rows
      .toSorted((a, b) => a.block - b.block)
      .map(({ block, kind, ratio }) => row([number(String(block)), cell(kind), number(decibels(ratio))])),
  )
  return [svgElement('h2', {}, [escapeXml('Attention layers that subtract one attention from another')]), table]
}

/** A report as a page that needs no other file. It names no file, and what was typed is escaped. */
export const pageOf = (report: Report): string => {
  const title = `sigmastream model quantize, ${report.precision}`
  const section = (name: string, content: string): readonly string[] => [
    svgElement('h2', {}, [escapeXml(name)]),
    content,
  ]
  return `<!doctype html>\n${svgElement('html', { lang: 'en' }, [
    svgElement('head', {}, [
      svgElement('meta', { charset: 'utf-8' }),
      svgElement('meta', { name: 'viewport', content: 'width=device-width' }),
      svgElement('title', {}, [escapeXml(title)]),
      svgElement('style', {}, [STYLE]),
    ]),
    svgElement('body', {}, [
      svgElement('h1', {}, [escapeXml(title)]),
      facts(report),
      ...section('Whole runs against float32', runs(report)),
      pictureOf(report),
      ...section('Matrices', matrices(report)),
      ...differences(report),
      svgElement('p', {}, [escapeXml(`sigmastream ${version}`)]),
    ]),
  ])}\n`
}
