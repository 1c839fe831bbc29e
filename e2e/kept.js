// Where a Homeward of the journeys keeps its register: a directory, and on PostgreSQL a database beside it.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// A server on which databases may be made: scripts/journeys sees to it.
const server = process.env.HOMEWARD_TEST_POSTGRES
export const engines = server ? ['SQLite', 'PostgreSQL'] : ['SQLite']

// All of one run is in one directory, so that what one file of journeys made another can use.
const root = process.env.HOMEWARD_JOURNEYS ?? mkdtempSync(join(tmpdir(), 'homeward-journeys-'))
if (!process.env.HOMEWARD_JOURNEYS) process.on('exit', () => rmSync(root, { recursive: true, force: true }))

/** A place with nothing in it. */
export async function fresh (engine) {
  const place = at(`journey_${randomBytes(6).toString('hex')}`, engine)
  await mkdir(place.dir)
  if (place.database) {
    await writeFile(join(place.dir, 'secret.key'), randomBytes(32).toString('base64'), { mode: 0o600 })
    sql(`CREATE DATABASE ${place.database}`)
  }
  return place
}

/**
 * A copy of what make(place) leaves in a fresh place. It is made once for all that ask for it by that name; who
 * comes second while it is made makes it too, and throws it away.
 */
export async function copyOf (name, engine, make) {
  const made = at(name, engine)
  if (!existsSync(made.dir)) {
    const draft = await fresh(engine)
    await make(draft)
    try {
      if (made.database) sql(`ALTER DATABASE ${draft.database} RENAME TO ${made.database}`)
      await rename(draft.dir, made.dir) // whole or not at all, and after the database
    } catch (error) {
      await remove(draft)
      await until(() => existsSync(made.dir), error)
    }
  }
  const place = at(`journey_${randomBytes(6).toString('hex')}`, engine)
  await cp(made.dir, place.dir, { recursive: true })
  if (place.database) sql(`CREATE DATABASE ${place.database} TEMPLATE ${made.database}`)
  return place
}

export async function remove (place) {
  if (place.database) sql(`DROP DATABASE IF EXISTS ${place.database} WITH (FORCE)`)
  await rm(place.dir, { recursive: true, force: true })
}

/** What says to a command of homeward where the register is. */
export function where ({ dir, url }) {
  return url ? ['--database', url] : ['--data', dir]
}

/** The keys of a place that is not all in one directory. */
export function keys ({ dir, url }) {
  return url ? ['--seal-key', join(dir, 'seal.key'), '--secret-key-file', join(dir, 'secret.key')] : []
}

function at (name, engine) {
  const dir = join(root, `${name}_${engine.toLowerCase()}`)
  if (engine === 'SQLite') return { dir }
  // A run has databases of its own, whoever else uses the server.
  const database = `${name}_${root.replace(/.*[^a-z0-9]/i, '').toLowerCase()}`
  return { dir, database, url: server.replace(/^([^?]*\/)[^/?]*/, `$1${database}`) }
}

function sql (statement) {
  const { status, stderr, error } = spawnSync('psql', ['--quiet', '--no-psqlrc', '--set', 'ON_ERROR_STOP=1', server, '--command', statement], { encoding: 'utf8' })
  if (error || status !== 0) throw error ?? new Error(`${statement}: ${stderr}`)
}

async function until (condition, otherwise) {
  for (let tries = 0; !condition(); tries++) {
    if (tries === 100) throw otherwise
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
