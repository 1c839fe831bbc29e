// Starts Homeward with invented people, in a directory of its own.
import { spawn, spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

// HOMEWARD_BINARY names another to try, such as one that is to be released.
const binary = process.env.HOMEWARD_BINARY || new URL('../bin/homeward', import.meta.url).pathname

/**
 * What `homeward demo --json` says when it is ready, and:
 * account(role, register) - who signs in; the first register unless one is named
 * command(args, input) - runs another command on the same register and gives what it prints
 * stop() - ends it as an administrator would; it must end well
 */
export async function startDemo ({ people = 60, seed = 1, addr = '127.0.0.1:0' } = {}) {
  const data = await mkdtemp(join(tmpdir(), 'homeward-journey-'))
  await cp(await invented(people, seed), data, { recursive: true })
  return serve({ people, seed, addr, data })
}

// The invented people are made once for all the journeys of a file, and copied.
const made = new Map()
function invented (people, seed) {
  const key = `${people} ${seed}`
  if (!made.has(key)) made.set(key, invent(people, seed))
  return made.get(key)
}

async function invent (people, seed) {
  const data = await mkdtemp(join(tmpdir(), 'homeward-invented-'))
  process.on('exit', () => rmSync(data, { recursive: true, force: true }))
  const demo = await serve({ people, seed, addr: '127.0.0.1:0', data, keep: true })
  await demo.stop()
  return data
}

async function serve ({ people, seed, addr, data, keep }) {
  const args = ['demo', '--addr', addr, '--data', data, '--people', people, '--seed', seed, '--json']
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HOMEWARD_')))
  const server = spawn(binary, args.map(String), { env, stdio: ['ignore', 'pipe', 'pipe'] })

  let log = ''
  server.stderr.on('data', chunk => { log += chunk })
  const ended = new Promise(resolve => {
    server.once('error', error => resolve(`could not start: ${error.message}`))
    server.once('exit', (code, signal) => resolve(code === 0 ? '' : `ended with ${signal ?? `exit code ${code}`}`))
  })

  async function stop () {
    const early = server.exitCode !== null || server.signalCode !== null
    server.kill('SIGTERM')
    const late = setTimeout(() => server.kill('SIGKILL'), 15_000)
    const fault = await ended || (early ? 'stopped before it was asked to' : '')
    clearTimeout(late)
    if (!keep) await rm(data, { recursive: true, force: true })
    if (fault) throw new Error(`homeward ${fault}\n${log}`)
  }

  try {
    const ready = await Promise.race([firstLine(server.stdout), ended, after(60_000)])
    if (typeof ready === 'string') throw new Error(`homeward ${ready || 'ended before it was ready'}\n${log}`)
    return {
      ...ready,
      account: (role, register = ready.registers[0]) => account(ready, role, register),
      command: (args, input = '') => command([...args, '--data', data], input, env),
      stop
    }
  } catch (error) {
    await stop().catch(() => {})
    throw error
  }
}

function command (args, input, env) {
  const { status, stdout, stderr, error } = spawnSync(binary, args, { input, env, encoding: 'utf8' })
  if (error || status !== 0) throw error ?? new Error(`homeward ${args.join(' ')} ended with ${status}: ${stderr}`)
  return stdout
}

function firstLine (stream) {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: stream })
    lines.once('line', line => {
      lines.on('line', () => {}) // what follows must not fill the pipe
      try { resolve(JSON.parse(line)) } catch { reject(new Error(`homeward demo --json printed ${line}`)) }
    })
  })
}

function account (ready, role, register) {
  const found = ready.accounts.find(a => a.role === role && a.register === register)
  if (!found) throw new Error(`the demo has no ${role} in ${register}, but ${JSON.stringify(ready.accounts.map(a => [a.role, a.register]))}`)
  return found
}

function after (milliseconds) {
  return new Promise(resolve => setTimeout(resolve, milliseconds, 'was not ready within a minute').unref())
}
