// A token for trying things out, signed with the development secret, which production does not have.
import { readConfig } from '../config.ts'
import { Fault, roles, signDevelopmentToken } from '../http/index.ts'
import { type Command, proposal, UsageMistake, wholeNumber } from './command.ts'

/** `boonday token`. */
export const tokenCommand: Command = {
  operands: [],
  options: {
    issuer: { value: 'url', says: 'The issuer of the tenant', required: true },
    audience: { value: 'word', says: 'The audience of the tenant', required: true },
    subject: { value: 'subject', says: 'Whose token it is', required: true },
    role: { value: 'role', says: 'Only these of the caller’s roles', many: true },
    'valid-minutes': { value: 'minutes', says: 'How long it is valid', usual: '60' },
  },
  notes: ['Needs JWT_DEVELOPMENT_SECRET, the same as the service has. Prints the token and nothing else.'],
  run: async (given, terminal) => {
    const { developmentSecret } = readConfig()
    if (developmentSecret === null) {
      throw new Fault('conflict', 'JWT_DEVELOPMENT_SECRET is not set: there is nothing to sign a token with')
    }
    const narrowed = given.many('role')
    const stray = narrowed.find((role) => !roles.some((one) => one === role))
    if (stray !== undefined) throw new UsageMistake(`there is no role "${stray}"${proposal(stray, roles)}`)
    const token = signDevelopmentToken(developmentSecret, {
      issuer: given.text('issuer'),
      audience: given.text('audience'),
      subject: given.text('subject'),
      ...(narrowed.length === 0 ? {} : { roles: narrowed }),
      expiresInSeconds: wholeNumber(given, 'valid-minutes', { from: 1, to: 525_600 }) * 60,
    })
    terminal.out(token)
    return 0
  },
}
