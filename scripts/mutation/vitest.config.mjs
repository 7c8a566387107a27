import { defineConfig, mergeConfig } from 'vitest/config'
import { BaseSequencer } from 'vitest/node'
import base, { everyTest } from '../../vitest.config.ts'
import { root } from '../modules/workspace.mjs'
import { plugin, setupFile } from './plugin.mjs'

/** The tests as they are, on modules that the plugin changes, in the order that they were asked for. */

class AsAsked extends BaseSequencer {
  async sort(files) {
    const order = (process.env['SIGMASTREAM_ORDER'] ?? '').split(',')
    const rank = ({ moduleId }) => order.findIndex((one) => moduleId.endsWith(one))
    return [...files].toSorted((a, b) => rank(a) - rank(b))
  }
}

/** Whether test files share a process is said on the command line here. */
const { projects: _, ...shared } = base.test

export default mergeConfig(
  { ...base, test: { ...shared, include: everyTest } },
  defineConfig({
    root,
    plugins: [plugin(process.env)],
    test: {
      setupFiles: [setupFile],
      sequence: { sequencer: AsAsked },
      ...(process.env['SIGMASTREAM_LIMIT'] === undefined
        ? {}
        : { testTimeout: Number(process.env['SIGMASTREAM_LIMIT']) }),
    },
  }),
)
