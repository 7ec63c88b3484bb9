import { isIP, isIPv6 } from 'node:net'
import type { Context } from '../context.ts'

/** What is needed of a request to say where it came from. */
interface Request {
  readonly env: unknown
  readonly var: { readonly ctx: Pick<Context, 'config'> }
  readonly req: { header(name: string): string | undefined }
}

/**
 * The address a request came from: the socket's, or, behind `TRUSTED_PROXIES` proxies of our own, the one
 * that the outermost of them wrote into `X-Forwarded-For`, counted from the right. What stands further
 * left, and the whole header when there is no proxy, was written by whoever asks, and is not looked at.
 */
function addressOf(c: Request): string | undefined {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } }
  const socket = incoming?.socket?.remoteAddress
  const { trustedProxies } = c.var.ctx.config
  if (trustedProxies === 0) return socket
  const told = (c.req.header('x-forwarded-for') ?? '').split(',')
  const address = told.at(-trustedProxies)?.trim() ?? ''
  return told.length >= trustedProxies && isIP(address) ? address : socket
}

/** One household or one machine: an IPv4 address, or the first half of an IPv6 one. */
function householdOf(address: string): string {
  const mapped = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!isIPv6(mapped)) return mapped
  const [head = '', tail = ''] = mapped.toLowerCase().split('::')
  const [before, after] = [head.split(':').filter(Boolean), tail.split(':').filter(Boolean)]
  const zeros = mapped.includes('::') ? Array<string>(8 - before.length - after.length).fill('0') : []
  const parts = [...before, ...zeros, ...after].slice(0, 4)
  return parts.map(part => part.replace(/^0+(?=.)/, '')).join(':')
}

/** Whom a bound by address counts: one address, or the network of one household. */
export function originOf(c: Request): string | undefined {
  const address = addressOf(c)
  return address === undefined ? undefined : householdOf(address)
}
