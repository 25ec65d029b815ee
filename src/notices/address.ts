// Mail addresses: what may be written to, and nothing that could smuggle a header or a second recipient. Pure.
import { withoutControls } from './html.ts'

/** Somebody a message goes to or comes from. */
export interface Mailbox {
  readonly name: string | null
  readonly address: string
}

const local = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?'
const pattern = new RegExp(`^${local}@(?:${label}\\.)+${label}$`, 'u')

/**
 * Whether a text is exactly one address that may be written to. Narrower than RFC 5321 on purpose: quoted local parts,
 * address literals and comments are where header injection hides, and no HR system has them.
 */
export const isMailAddress = (text: string): boolean =>
  text.length <= 254 && text.indexOf('@') <= 64 && pattern.test(text)

/** Reads `Name <address>` or a bare address, as configuration gives it; null where it is neither. */
export const parseMailbox = (text: string): Mailbox | null => {
  const named = /^\s*"?([^"<>]*?)"?\s*<([^<>]+)>\s*$/u.exec(text)
  const address = (named?.[2] ?? text).trim()
  if (!isMailAddress(address)) return null
  const name = withoutControls(named?.[1] ?? '')
  return { name: name === '' ? null : name, address }
}
