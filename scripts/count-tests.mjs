// Prints "N passed, N failed, N skipped" for a JSON report of Vitest, as the last line of CI.
//
//   node scripts/count-tests.mjs REPORT FAILED_STEPS
//
// A step that failed without a failed test to show for it (a check, a file that did not load, no report) counts as one.
import { readFileSync } from 'node:fs';

const [, , report = '', failedSteps = '0'] = process.argv;
const counts = { passed: 0, failed: 0, skipped: 0 };

for (const file of testFiles()) {
  for (const { status } of file.assertionResults) {
    if (status === 'passed' || status === 'failed') counts[status] += 1;
    else counts.skipped += 1;
  }
  if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) counts.failed += 1;
}
counts.failed = Math.max(counts.failed, Number(failedSteps));
if (counts.passed === 0 && counts.failed === 0) counts.failed = 1; // nothing ran: that is no success
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;

function testFiles() {
  try {
    return JSON.parse(readFileSync(report, 'utf8')).testResults;
  } catch {
    return []; // the tests did not get to write their report: the step that ran them has failed
  }
}
