/**
 * Checks the arrows between the rooms of `src/` (scripts/gates/rooms.ts), that there is no cycle, and that packages stay
 * in the rooms they belong to. Fails, too, when it saw fewer modules than the source has: a gate that looks at nothing
 * must not pass.
 */
import { readdirSync } from 'node:fs';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { openTo, type Room, roomPattern, rooms } from './gates/rooms.ts';

const testFiles = '\\.test\\.ts$';

function arrowsOf(name: string, room: Room): IForbiddenRuleType[] {
  const from = { path: roomPattern(name), pathNot: testFiles };
  const values = [name, ...openTo(name, room), ...room.imports];
  const typesToo = [...values, ...(room.importsTypes ?? [])];
  const rules: IForbiddenRuleType[] = [
    {
      name: `${name} imports only ${list(typesToo)}`,
      severity: 'error',
      from,
      to: { path: '^(src|dist|test|bench|examples|scripts|graft-ml)(/|$)', pathNot: typesToo.map(roomPattern) },
    },
    {
      name: `${name} uses only the packages ${list(room.packages ?? [])}`,
      severity: 'error',
      from,
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'],
        pathNot: (room.packages ?? []).map((name) => `(^|/)node_modules/(@types/)?${name}/`),
      },
    },
  ];
  if (room.importsTypes !== undefined) {
    rules.push({
      name: `${name} imports only types of ${list(room.importsTypes)}`,
      severity: 'error',
      from,
      to: { path: room.importsTypes.map(roomPattern), dependencyTypesNot: ['type-only'] },
    });
  }
  if (room.pure) {
    rules.push({ name: `${name} is pure: no Node`, severity: 'error', from, to: { dependencyTypes: ['core'] } });
  }
  return rules;
}

/** What of `src/` the page of Studio may import: the contract with the server (which stands on the server's own), and rooms that know no Node. */
const sharedWithStudio = ['^src/studio/((network-|shipping-|tuning-)?contract|api|requests)\\.ts$', '^src/server/contract\\.ts$'];
const browserRooms = ['web', ...Object.keys(rooms).filter((name) => rooms[name]?.pure)];
const studioPackages = ['preact', '@preact/signals', '@preact/signals-core', '@tanstack/virtual-core', 'uqr', 'valibot'];

const forbidden: IForbiddenRuleType[] = [
  { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
  {
    name: 'the command line imports graft-ml by name and its own files',
    severity: 'error',
    from: { path: '^src/cli/', pathNot: testFiles },
    to: { path: '^(src|test|bench|examples|scripts)/', pathNot: '^src/cli/' },
  },
  {
    name: 'nothing imports the command line',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/cli/' },
    to: { path: '^src/cli/' },
  },
  {
    name: 'nothing imports a test',
    severity: 'error',
    from: { path: '^src/', pathNot: testFiles },
    to: { path: testFiles },
  },
  {
    name: "Studio's page imports only what it shares with the server and what runs in a browser",
    severity: 'error',
    from: { path: '^studio/', pathNot: ['vite\\.config', testFiles] },
    to: { path: '^(src|dist|test|bench|examples|scripts|graft-ml)(/|$)', pathNot: [...sharedWithStudio, ...browserRooms.map(roomPattern)] },
  },
  {
    name: "Studio's page uses only the packages that are bundled into it",
    severity: 'error',
    from: { path: '^studio/', pathNot: ['vite\\.config', testFiles] },
    to: {
      dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown', 'core'],
      pathNot: studioPackages.map((name) => `(^|/)node_modules/${name}/`),
    },
  },
  ...Object.entries(rooms).flatMap(([name, room]) => arrowsOf(name, room)),
];

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

const faults: string[] = [];
const sources = ['src', 'studio'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name)),
);
for (const entry of readdirSync('src', { withFileTypes: true })) {
  if (entry.isDirectory() && entry.name !== 'cli' && !(entry.name in rooms)) {
    faults.push(`src/${entry.name}/ is a room that the layout does not know. Add it to scripts/gates/rooms.ts, with a reason in docs/.`);
  }
}

const { output } = await cruise(['src', 'studio'], {
  validate: true,
  ruleSet: { forbidden },
  tsPreCompilationDeps: true, // arrows of types count, too
  doNotFollow: { path: 'node_modules|^dist/' },
  enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
});
const { modules, summary } = output as ICruiseResult; // a string only where an output type is asked for
const seen = modules.filter((module) => /^(src|studio)\//.test(module.source));
if (seen.length < sources.length) faults.push(`Only ${seen.length} of ${sources.length} source files were looked at.`);
const dependencies = seen.reduce((count, module) => count + module.dependencies.length, 0);
if (dependencies < seen.length / 2)
  faults.push(`Only ${dependencies} imports were found in ${seen.length} files: the parser does not read them.`);
for (const { rule, from, to, cycle } of summary.violations) {
  const where = cycle === undefined ? `${from} -> ${to}` : [from, ...cycle.map((step) => step.name)].join(' -> ');
  faults.push(`${rule.name}: ${where}`);
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
} else {
  console.log(`layout: ${seen.length} files, ${dependencies} imports, ${forbidden.length} rules, no violation`);
}
