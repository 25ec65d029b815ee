// The list of bank holidays that the government of the United Kingdom publishes. Reads one public address, without a key.
import type { Capabilities } from '../../src/connectors/contract.ts'
import { type Reach, VendorFault } from '../../src/connectors/http.ts'
import { mistakeIn } from './wire.ts'

const vendor = 'GOV.UK'
/** The English list: the Welsh one names its divisions in Welsh, for the same days. */
const address = 'https://www.gov.uk/bank-holidays.json'

/** The connector to gov.uk. */
export const govUk = (reach: Reach): { readonly vendor: string } & Pick<Capabilities, 'readHolidays'> => ({
  vendor,
  readHolidays: async ({ knownTag } = { knownTag: null }) => {
    const answer = await reach({ vendor, address, knownTag })
    if (answer === null) return null
    const mistake = mistakeIn(answer.json)
    if (mistake !== null) {
      throw new VendorFault(
        'unreadable',
        { vendor, address },
        {
          what: `sent something else than its list of bank holidays (${mistake})`,
          remedy: 'nothing of it was taken; a newer version of this program may know the new form',
        },
      )
    }
    const { json: list, tag, readAt } = answer
    return { list, source: vendor, address: answer.address, readAt, tag }
  },
})
