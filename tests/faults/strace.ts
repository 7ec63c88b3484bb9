import { spawn, spawnSync } from 'node:child_process'

/** Why calls of a program cannot be tampered with here; null when they can. */
export function noStrace(): string | null {
  if (spawnSync('strace', ['-V']).status !== 0) return 'strace is needed'
  const tried = spawnSync('strace', ['-o', '/dev/null', '-e', 'inject=fsync:error=EIO', 'true'])
  return tried.status === 0 ? null : 'strace may not trace here'
}

/**
 * What to start a program under so that some of its calls go wrong all along. The kernel picks out these
 * calls (seccomp): all others are as quick as ever, which they are not for a program that is running already.
 */
export function tampering(calls: string, how: string): string[] {
  const quietly = ['strace', '-D', '--seccomp-bpf', '-f', '-qq', '-o', '/dev/null']
  return [...quietly, '-e', `trace=${calls}`, '-e', `inject=${calls}:${how}`]
}

/**
 * From now on the calls of a running process go wrong, such as `fdatasync:error=EIO:when=3+5`; the returned
 * function ends that.
 */
export async function tamper(pid: number, calls: string, how: string): Promise<() => Promise<void>> {
  const args = [
    '-f',
    '-o',
    '/dev/null',
    '-e',
    `trace=${calls}`,
    '-e',
    `inject=${calls}:${how}`,
    '-p',
    String(pid),
  ]
  const strace = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>(resolve => strace.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    let said = ''
    strace.stderr.on('data', (part: Buffer) => {
      said += part.toString()
      if (said.includes('attached')) resolve()
    })
    void ended.then(() => reject(new Error(`strace ended: ${said}`)))
  })
  return async () => {
    strace.kill('SIGINT')
    await ended
  }
}
