// What comes out of Homeward as a file.

/** Presses a link to a file, and is the file's name and where it is. */
export async function downloaded (page, link) {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  const name = download.suggestedFilename()
  const path = `${await download.path()}.${name.split('.').pop()}`
  await download.saveAs(path)
  return { name, path }
}

/** The rows of a CSV file. */
export function table (text) {
  const rows = [[]]
  for (const [, quoted, plain, end] of text.replace(/^\uFEFF/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end !== ',') rows.push([])
  }
  return rows.filter(row => row.length > 1)
}
