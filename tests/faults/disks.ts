import { spawnSync } from 'node:child_process'
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

function run(command: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`)
}

const works = (command: string, ...args: string[]) => spawnSync(command, args).status === 0

/** Why file systems cannot be made and mounted here; null when they can. */
export function noMounts(): string | null {
  if (process.getuid?.() !== 0) return 'mounting needs root'
  if (!works('mkfs.ext4', '-V') || !works('perl', '-v')) return 'mkfs.ext4 and perl are needed'
  return null
}

export interface Disk {
  /** Where it is mounted. */
  readonly folder: string
  unmount(): void
}

/** A disk in memory of so many bytes. */
export function memoryDisk(folder: string, bytes: number): Disk {
  mkdirSync(folder, { recursive: true })
  run('mount', '-t', 'tmpfs', '-o', `size=${bytes}`, 'carbon-faults', folder)
  return { folder, unmount: () => run('umount', '--lazy', folder) }
}

export interface LoopDisk extends Disk {
  /** Everything that was not yet on the medium is gone, at once, and nothing more gets there. */
  cutPower(): void
  /** What a kernel does with a file system on which it found an error: no more writing. */
  forceReadOnly(): void
  /** Mounts again, as after a restart of the machine. */
  mountAgain(): void
}

/** `_IOR('X', 125, __u32)` with the flag that leaves the journal where it is. */
const shutDown = `open(F, "<", $ARGV[0]) or die $!; my $f = pack("L", 2); ioctl(F, 0x8004587d, $f) or die $!`

/** An ext4 of 512 MiB in a file, on a loop device. */
export function loopDisk(within: string): LoopDisk {
  const image = join(within, 'disk.img')
  const folder = join(within, 'disk')
  writeFileSync(image, '')
  truncateSync(image, 512 * 2 ** 20)
  run('mkfs.ext4', '-q', image)
  mkdirSync(folder)
  const mount = () => run('mount', '-o', 'loop', image, folder)
  mount()
  return {
    folder,
    unmount: () => run('umount', folder),
    cutPower: () => run('perl', '-e', shutDown, folder),
    forceReadOnly: () => run('mount', '-o', 'remount,abort', folder),
    mountAgain() {
      run('umount', folder)
      mount()
    },
  }
}

/** Makes a folder read-only for whoever comes after. */
export function readOnlyDisk(source: string, folder: string): Disk {
  mkdirSync(folder, { recursive: true })
  run('mount', '--bind', source, folder)
  run('mount', '-o', 'remount,ro,bind', folder)
  return { folder, unmount: () => run('umount', folder) }
}
