// Writes the reference of every entry of every package, from the comments in the sources, to out/reference.
// usage: npm run docs
import { join } from 'node:path'
import { Application, LogLevel } from 'typedoc'
import { packages, root } from '../scripts/modules/workspace.mjs'

/** Entries that are programs export nothing to refer to. */
const programs = ['./worker', './probe', './main']
const entries = packages
  .flatMap((one) => one.entries)
  .filter(({ specifier }) => !programs.some((program) => specifier.endsWith(program.slice(1))))

const app = await Application.bootstrap({
  name: 'sigmastream',
  entryPoints: entries.map(({ file }) => file),
  tsconfig: join(root, 'tools/tsconfig.json'),
  readme: join(root, 'README.md'),
  out: join(root, 'out/reference'),
  sourceLinkTemplate: 'https://github.com/sigmastream/sigmastream/blob/{gitRevision}/{path}#L{line}',
  gitRevision: 'main',
  excludeInternal: true,
  excludePrivate: true,
  sort: ['source-order'],
  kindSortOrder: ['Function', 'Variable', 'TypeAlias', 'Interface', 'Class', 'Reference'],
  navigation: { includeGroups: false },
  validation: { invalidLink: true, notDocumented: true },
  requiredToBeDocumented: ['Function', 'Variable', 'TypeAlias', 'Interface', 'Class'],
  logLevel: LogLevel.Warn,
})
const project = await app.convert()
if (project === undefined) process.exit(1)

// A module is called what an import calls it.
for (const child of project.children ?? []) {
  const [source] = child.sources ?? []
  const entry = entries.find(({ file }) => file === source?.fullFileName)
  if (entry !== undefined) child.name = entry.specifier
}
app.validate(project)
await app.generateOutputs(project)
console.log(
  `out/reference: ${entries.length} entries, ${app.logger.warningCount} warnings, ${app.logger.errorCount} errors`,
)
process.exitCode = app.logger.hasErrors() || app.logger.hasWarnings() ? 1 : 0
