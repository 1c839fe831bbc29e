// One line for each journey, the fault below it, and at the end "N passed, N failed".
export default async function * report (events) {
  let passed = 0
  let failed = 0
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const cause = data.details.error?.cause ?? data.details.error
    // A file is reported as well, once it has ended; its journeys have been counted.
    if (data.details.type === 'suite' || cause?.failureType === 'subtestsFailed' || /^\d+ subtests? failed$/.test(cause?.message ?? cause)) continue
    if (data.skip !== undefined || data.todo !== undefined) {
      yield `  NOT RUN ${data.name}\n`
      failed++
    } else if (type === 'test:pass') {
      yield `  passed  ${data.name} (${(data.details.duration_ms / 1000).toFixed(1)} s)\n`
      passed++
    } else {
      yield `  FAILED  ${data.name}\n${String(cause?.stack ?? cause).replaceAll(/^/gm, '          ')}\n`
      failed++
    }
  }
  // That nothing was found to run is no success.
  if (passed === 0 || failed > 0) process.exitCode = 1
  yield `${passed} passed, ${failed} failed\n`
}
