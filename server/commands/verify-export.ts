import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { trustedKey } from '../seals/block.ts'
import { checkExport, exportHeader } from '../seals/check-export.ts'
import { checkHeads } from '../seals/check-heads.ts'

const usage = 'Usage: npm run verify-export -- FILE HEADS [--key PUBLIC]…'

/**
 * `npm run verify-export -- FILE HEADS [--key PUBLIC]…`: checks an exported history against the heads that
 * were kept elsewhere. Needs neither the server nor its database nor its keys. Without `--key` it believes
 * the key that the export names, and prints its fingerprint to be compared.
 */
async function verifyExport(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { key: { type: 'string', multiple: true, default: [] } },
    allowPositionals: true,
  })
  const [file = '', heads = ''] = positionals
  const header = existsSync(file) && existsSync(heads) ? await exportHeader(file) : null
  if (!header) throw new Error(usage)
  const keys = values.key.length > 0 ? values.key : [header.key]
  const report = await checkExport(file, new Map(keys.map(trustedKey)))
  const findings = [...report.findings, ...(await checkHeads(heads, async () => report.hashes))]
  for (const { what, subject, detail } of findings) console.log(`WRONG  ${what}: ${subject} (${detail})`)
  if (values.key.length === 0) {
    const fingerprint = createHash('sha256').update(Buffer.from(header.key, 'base64')).digest('hex')
    console.log(`Signed by the key that the export names; compare its fingerprint: ${fingerprint}`)
  }
  if (findings.length > 0) process.exitCode = 1
  else
    console.log(
      `As sealed: ${report.rows} rows in ${report.blocks} blocks; ${report.waiting} wait for their seal.`,
    )
}

verifyExport().catch((error: unknown) => {
  process.exitCode = 1
  console.error(error instanceof Error ? error.message : error)
})
