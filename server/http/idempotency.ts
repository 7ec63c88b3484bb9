import { createHash } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import type { TypedResponse } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { refusals } from '#shared/domain/refusals.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { statement } from '../db/statement.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { languageOf, problemOf } from './problem.ts'
import type { AppEnv } from './router.ts'
import { idempotentAnswer } from './tables.ts'

const keyPattern = /^[A-Za-z0-9._:-]{1,64}$/
const unanswered = 0

export interface Answer<Body = unknown, Status extends number = number> {
  readonly status: Status
  readonly body: Body
}

/** An answer as it is sent and kept. */
interface Written {
  readonly status: number
  readonly text: string
}

/** What is needed of a request, whoever it comes from. */
interface Request {
  readonly var: Pick<AppEnv['Variables'], 'requestId' | 'bodyText'>
  readonly req: {
    readonly method: string
    readonly path: string
    header(name: string): string | undefined
  }
  body(data: string, status: ContentfulStatusCode, headers: Record<string, string>): Response
}

interface Asked {
  readonly actor: string
  readonly key: string
  readonly route: string
  readonly fingerprint: string
}

/**
 * The request's `Idempotency-Key` (draft-07: a quoted string; bare is taken too) with what it is bound to.
 */
function askedBy(c: Request, actor: string): Asked {
  const header = c.req.header('idempotency-key') ?? refuse('idempotency-key-missing')
  const key = header.replace(/^"(.*)"$/, '$1')
  if (!keyPattern.test(key)) refuse('idempotency-key-invalid')
  const route = `${c.req.method} ${c.req.path}`
  const fingerprint = createHash('sha256')
    .update(route)
    .update('\0')
    .update(c.var.bodyText)
    .digest('base64url')
  return { actor, key, route, fingerprint }
}

const takeKey = statement<Asked & { createdAt: Date }>()((db, given) =>
  db
    .insert(idempotentAnswer)
    .values({
      actor: given('actor', idempotentAnswer.actor),
      key: given('key', idempotentAnswer.key),
      route: given('route', idempotentAnswer.route),
      fingerprint: given('fingerprint', idempotentAnswer.fingerprint),
      createdAt: given('createdAt', idempotentAnswer.createdAt),
      status: unanswered,
      body: null,
    })
    .onConflictDoNothing()
    .returning({ key: idempotentAnswer.key }),
)

interface Kept {
  readonly actor: string
  readonly key: string
  readonly status: number
  readonly body: { readonly text: string }
}

const keepAnswer = statement<Kept>()((db, given) =>
  db
    .update(idempotentAnswer)
    .set({ status: given('status', idempotentAnswer.status), body: given('body', idempotentAnswer.body) })
    .where(
      and(
        eq(idempotentAnswer.actor, given('actor', idempotentAnswer.actor)),
        eq(idempotentAnswer.key, given('key', idempotentAnswer.key)),
      ),
    ),
)

async function storedAnswer(tx: Transaction, asked: Asked): Promise<Written> {
  const [row] = await tx
    .select()
    .from(idempotentAnswer)
    .where(and(eq(idempotentAnswer.actor, asked.actor), eq(idempotentAnswer.key, asked.key)))
  if (!row) return refuse('too-busy')
  if (row.fingerprint !== asked.fingerprint) refuse('idempotency-key-reused')
  return { status: row.status, text: row.body?.text ?? '' }
}

/**
 * What is not the business's last word is not remembered: signing in, waiting or coming back later may
 * change it.
 */
function isLastWord(status: number): boolean {
  return status !== 401 && status !== 429 && status !== 503
}

/**
 * Runs a command once for an `Idempotency-Key`, in one transaction with its effect; a repeat gets the first
 * answer, a refusal included. The key's row is written outside the command's savepoint, so that a refusal
 * is remembered too. Two at once: the second waits for the first at the key's row. Refuses
 * `idempotency-key-missing`, `idempotency-key-invalid`, `idempotency-key-reused`.
 */
export async function answerOnce<Body, const Status extends ContentfulStatusCode>(
  c: Request,
  ctx: Context,
  actor: string,
  command: (tx: Transaction) => Promise<Answer<Body, Status>>,
): Promise<Response & TypedResponse<Body, Status, 'json'>> {
  const asked = askedBy(c, actor)
  const requestId = c.var.requestId
  const language = languageOf(c)
  const answer = await ctx.db.transaction(async tx => {
    const [mine] = await tx.execute(takeKey, { ...asked, createdAt: ctx.now() })
    if (!mine) return storedAnswer(tx, asked)
    const { status, body } = await refusalKept(tx, command, refused =>
      problemOf(refused.code, refused.facts, language, requestId),
    )
    const made = { status, text: JSON.stringify(body) }
    const { actor, key } = asked
    await tx.execute(keepAnswer, { actor, key, status: made.status, body: { text: made.text } })
    return made
  })
  const type = answer.status >= 400 ? 'application/problem+json' : 'application/json'
  const sent = c.body(answer.text, answer.status as ContentfulStatusCode, {
    'content-type': `${type}; charset=utf-8`,
  })
  // What the command answers now, it answered the first time: the stored answer has the same type.
  return sent as Response & TypedResponse<Body, Status, 'json'>
}

async function refusalKept(
  tx: Transaction,
  command: (tx: Transaction) => Promise<Answer>,
  explain: (refused: Refusal) => unknown,
): Promise<Answer> {
  try {
    return await tx.savepoint(() => command(tx))
  } catch (error) {
    if (!isRefusal(error)) throw error
    const { status } = refusals[error.code]
    if (!isLastWord(status)) throw error
    return { status, body: explain(error) }
  }
}
