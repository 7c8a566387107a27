import { show } from '@sigmastream/pipeline'
import { element, escape, theme } from '@sigmastream/plot'
import { version } from '../version.js'
import { placeOf } from './matrix-name.js'
import { pictureOf } from './picture.js'
import { decibels, heldOf, megabytes, percent, type Report, runsOf, worstOf } from './report.js'

const STYLE =
  `body{font-family:"${theme.font}",system-ui,sans-serif;color:${theme.ink};background:${theme.page};max-width:1000px;` +
  `margin:2em auto;padding:0 1em}` +
  `svg{width:100%;height:auto}table{border-collapse:collapse;margin:1em 0}th,td{text-align:left;padding:.2em 1.2em .2em 0;` +
  `border-bottom:1px solid ${theme.grid}}td.number{text-align:right;font-variant-numeric:tabular-nums}code{word-break:break-all}`

const cell = (content: string): string => element('td', {}, [escape(content)])
const number = (content: string): string => element('td', { class: 'number' }, [escape(content)])
const row = (cells: readonly string[]): string => element('tr', {}, cells)

const tableOf = (heading: readonly string[], rows: readonly string[]): string =>
  element('table', {}, [
    element(
      'tr',
      {},
      heading.map((name) => element('th', {}, [escape(name)])),
    ),
    ...rows,
  ])

const facts = ({ precision, quantized, trial }: Report): string => {
  const { model, limit, bytes, sourceBytes } = quantized
  const listed: readonly (readonly [string, string])[] = [
    ['model', model],
    ['precision', precision],
    ['limit', `${show(limit)} dB`],
    ['matrices', heldOf(quantized)],
    ['lowest ratio', worstOf(quantized)],
    ['transformer', `${megabytes(bytes)}; ${megabytes(sourceBytes)} in the checkpoint`],
    ['prompt', trial.prompt],
    ['runs', runsOf(trial)],
  ]
  return element(
    'table',
    {},
    listed.map(([name, value]) => row([element('th', {}, [escape(name)]), cell(value)])),
  )
}

const runs = ({ compared }: Report): string =>
  tableOf(
    ['guidance', 'relative error of the latents', 'log-spectral distance of the sound'],
    compared.map(({ guidance, latents, decibels: distance }) =>
      row([
        cell(guidance === 1 ? 'none' : show(guidance)),
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

/** A report as a page that needs no other file. It names no file, and what was typed is escaped. */
export const pageOf = (report: Report): string => {
  const title = `sigmastream model quantize, ${report.precision}`
  const section = (name: string, content: string): readonly string[] => [element('h2', {}, [escape(name)]), content]
  return `<!doctype html>\n${element('html', { lang: 'en' }, [
    element('head', {}, [
      element('meta', { charset: 'utf-8' }),
      element('meta', { name: 'viewport', content: 'width=device-width' }),
      element('title', {}, [escape(title)]),
      element('style', {}, [STYLE]),
    ]),
    element('body', {}, [
      element('h1', {}, [escape(title)]),
      facts(report),
      ...section('Whole runs against float32', runs(report)),
      pictureOf(report),
      ...section('Matrices', matrices(report)),
      element('p', {}, [escape(`sigmastream ${version}`)]),
    ]),
  ])}\n`
}
