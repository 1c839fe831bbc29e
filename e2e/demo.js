// Starts Homeward with invented people, in a place of its own.
import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { copyOf, keys, remove, where } from './kept.js'

// HOMEWARD_BINARY names another to try, such as one that is to be released.
const binary = process.env.HOMEWARD_BINARY || new URL('../bin/homeward', import.meta.url).pathname

/**
 * What `homeward demo --json` says when it is ready, and:
 * account(role, register) - who signs in; the first register unless one is named
 * command(args, input) - runs another command on the same register and gives what it prints
 * stop() - ends it as an administrator would; it must end well
 */
export async function startDemo ({ people = 60, seed = 1, addr = '127.0.0.1:0', engine = 'SQLite' } = {}) {
  const place = await copyOf(`invented_${people}_${seed}`, engine, async place => {
    const demo = await serve({ people, seed, addr: '127.0.0.1:0', place })
    await demo.stop()
  })
  const demo = await serve({ people, seed, addr, place }).catch(async error => { await remove(place); throw error })
  return { ...demo, stop: () => demo.stop().finally(() => remove(place)) }
}

async function serve ({ people, seed, addr, place }) {
  const args = ['demo', '--addr', addr, ...where(place), ...keys(place), '--people', people, '--seed', seed, '--json']
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
    if (fault) throw new Error(`homeward ${fault}\n${log}`)
  }

  try {
    const ready = await Promise.race([firstLine(server.stdout), ended, after(60_000)])
    if (typeof ready === 'string') throw new Error(`homeward ${ready || 'ended before it was ready'}\n${log}`)
    return {
      ...ready,
      account: (role, register = ready.registers[0]) => account(ready, role, register),
      command: (args, input = '') => command([...args, ...where(place)], input, env),
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
