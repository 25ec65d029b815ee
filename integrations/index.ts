// The list of vendors. A new one is one folder and one line here; it knows nothing else of the house.
import type { Connector } from '../src/connectors/contract.ts'
import { govUk } from './gov-uk/client.ts'

/** Every vendor by the name of its folder; each is made with the way to reach it. */
export const integrations = { 'gov-uk': govUk } as const satisfies Record<string, (reach: never) => Connector>
