// Register ids of organisations in the form of org-id.guide: `GB-CHC-1234567`. They link rows for counting and never merge
// them. Pure: says what is wrong with an id, never corrects one.

/** A register id that has the form of its register. */
export interface OrgId {
  readonly scheme: string
  readonly id: string
}

/** What is wrong with a register id: a key of the brokerage texts, and the figures its sentence names. */
export interface OrgIdFault {
  readonly fault: 'org_id_form' | 'org_id_scheme_form'
  readonly figures: { readonly orgId: string; readonly scheme: string; readonly example: string }
}

interface Register {
  readonly form: RegExp
  readonly example: string
}

/** The registers whose numbers have a form we know; linked charities of GB-CHC carry a suffix. */
const registers: Readonly<Record<string, Register>> = {
  'GB-CHC': { form: /^[1-9]\d{5,6}(-\d{1,3})?$/, example: 'GB-CHC-1234567' },
  'GB-SC': { form: /^SC\d{6}$/, example: 'GB-SC-SC012345' },
  'GB-NIC': { form: /^1\d{5}$/, example: 'GB-NIC-100123' },
  'GB-COH': { form: /^(\d{8}|[A-Z]{2}\d{5}[\dA-Z]|R\d{7})$/, example: 'GB-COH-01234567' },
  'GB-UKPRN': { form: /^1\d{7}$/, example: 'GB-UKPRN-10012345' },
  'GB-EDU': { form: /^\d{6}$/, example: 'GB-EDU-123456' },
}

/** The general form of an org-id; the only thing known of every other scheme (`GB-LAE`, `GB-NHS`, `XI-LEI`). */
const general = /^([A-Z]{2}-[A-Z0-9_]{2,20})-([A-Za-z0-9][A-Za-z0-9._/-]{0,39})$/

/** Longest register id that is kept. */
const orgIdMaxLength = 60

/** Reads a register id, or says what is wrong with it. A scheme that is not known is held to the general form only. */
export const parseOrgId = (text: string): OrgId | OrgIdFault => {
  const parts = general.exec(text)
  const scheme = parts?.[1]
  const id = parts?.[2]
  if (scheme === undefined || id === undefined || text.length > orgIdMaxLength) {
    return {
      fault: 'org_id_form',
      figures: { orgId: text.slice(0, orgIdMaxLength), scheme: '', example: 'GB-CHC-1234567' },
    }
  }
  const register = registers[scheme]
  if (register !== undefined && !register.form.test(id)) {
    return { fault: 'org_id_scheme_form', figures: { orgId: text, scheme, example: register.example } }
  }
  return { scheme, id }
}

/** Whether reading a register id found a fault. */
export const isOrgIdFault = (value: OrgId | OrgIdFault): value is OrgIdFault => 'fault' in value

/** The three charity registers of the United Kingdom by the host of the registrar's site, as the ontology names them. */
const registrars: Readonly<Record<string, string>> = {
  'register-of-charities.charitycommission.gov.uk': 'GB-CHC',
  'www.charitycommission.gov.uk': 'GB-CHC',
  'www.oscr.org.uk': 'GB-SC',
  'oscr.org.uk': 'GB-SC',
  'www.charitycommissionni.org.uk': 'GB-NIC',
  'charitycommissionni.org.uk': 'GB-NIC',
}

/** The scheme of a registrar: an org-id scheme, a page of org-id.guide, or the registrar's site; null where unknown. */
export const schemeOfRegistrar = (registrar: string): string | null => {
  if (/^[A-Z]{2}-[A-Z0-9_]+$/.test(registrar)) return registrar
  if (!URL.canParse(registrar)) return null
  const { host, pathname } = new URL(registrar)
  if (host === 'org-id.guide') return /^\/list\/([A-Z]{2}-[A-Z0-9_]+)$/.exec(pathname)?.[1] ?? null
  return registrars[host] ?? null
}
