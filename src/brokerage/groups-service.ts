// Use cases of community groups and their needs: keep a group with its register ids, post a need, vet it, close it.
import type { Reader, Unit } from '../database/index.ts'
import { requireVersion } from '../http/index.ts'
import { assertThat, newId } from '../kernel/index.ts'
import { type Acting, bodyIdOf, faultFor, noteFor } from './acting.ts'
import * as store from './groups-store.ts'
import { linkedBodyIds } from './links-service.ts'
import type { After } from './links-store.ts'
import { isOrgIdFault, parseOrgId } from './org-id.ts'

/** The source of groups that the body keeps by hand. */
export const ownSource = 'body'

/** What a body says of a group. */
export type GroupContent = Pick<
  store.Group,
  'name' | 'description' | 'website' | 'email' | 'address' | 'latitude' | 'longitude' | 'orgIds' | 'causes' | 'vouched'
>

/** What a group asks for. */
export type NeedContent = Pick<store.Need, 'groupId' | 'title' | 'brief' | 'causes' | 'skills' | 'heads'>

/** A need with the name of its group. */
export interface NeedView extends store.Need {
  readonly groupName: string
}

/** Adds a group to a body. A register id that another group of the body holds is refused: groups are never merged. */
export const addGroup = async (unit: Unit, by: Acting, content: GroupContent): Promise<{ groupId: string }> => {
  const bodyId = bodyIdOf(by.actor)
  const id = newId()
  requireUsable(by, content)
  if (content.orgIds.length > 0) {
    await unit.lock('body', bodyId)
    await requireFree(unit, by, { id, bodyId, orgIds: content.orgIds })
  }
  const origin = { source: ownSource, sourceId: id, sourceDigest: '' }
  await store.insertGroups(unit, [{ ...content, ...origin, id, bodyId, state: 'active', version: 1 }])
  await noteFor(unit, by, { action: 'group.add', subject: 'group', subjectId: id })
  return { groupId: id }
}

/** Changes a group, or withdraws it and brings it back. Bookings it hosts already are not touched. */
export const changeGroup = async (
  unit: Unit,
  by: Acting,
  wanted: {
    readonly groupId: string
    readonly expected: number | null
    readonly change: Partial<GroupContent> & { readonly state?: store.Group['state'] }
  },
): Promise<store.Group> => {
  const { groupId, change } = wanted
  // The body before the group, as an import locks them.
  if (change.orgIds !== undefined) await unit.lock('body', bodyIdOf(by.actor))
  const version = await unit.lock('communityGroup', groupId)
  const group = await ownGroup(unit, by, groupId)
  assertThat(version !== null, 'a group that was found was locked')
  requireVersion(wanted.expected, version - 1)
  const changed: store.Group = { ...group, ...change }
  requireUsable(by, changed)
  if (change.orgIds !== undefined) await requireFree(unit, by, changed)
  await store.updateGroup(unit, changed)
  await noteFor(unit, by, { action: 'group.change', subject: 'group', subjectId: groupId })
  return { ...changed, orgIds: [...changed.orgIds].sort(), version }
}

/** A group of the caller's own body; any other is not found. */
export const ownGroup = async (reader: Reader, by: Pick<Acting, 'actor'>, groupId: string): Promise<store.Group> => {
  const group = await store.findGroup(reader, groupId)
  if (group?.bodyId === bodyIdOf(by.actor)) return group
  throw faultFor(by, 'not-found', { key: 'group_unknown', figures: { groupId } })
}

const requireUsable = (by: Acting, { orgIds, latitude, longitude }: GroupContent): void => {
  if ((latitude === null) !== (longitude === null)) {
    const pointer = latitude === null ? '/latitude' : '/longitude'
    throw faultFor(by, 'invalid-request', { key: 'coordinates_half', pointer })
  }
  for (const [index, orgId] of orgIds.entries()) {
    const pointer = `/orgIds/${index}`
    const read = parseOrgId(orgId)
    if (isOrgIdFault(read)) throw faultFor(by, 'invalid-request', { key: read.fault, figures: read.figures, pointer })
    if (orgIds.indexOf(orgId) !== index) {
      throw faultFor(by, 'invalid-request', { key: 'org_id_twice', figures: { orgId }, pointer })
    }
  }
}

/** Asked with the body's row locked, so that two groups cannot take one register id at the same time. */
const requireFree = async (
  unit: Unit,
  by: Acting,
  group: Pick<store.Group, 'id' | 'bodyId' | 'orgIds'>,
): Promise<void> => {
  const holders = await store.holdersOf(unit, group.bodyId, group.orgIds)
  for (const [index, orgId] of group.orgIds.entries()) {
    const groupId = holders.get(orgId)
    if (groupId === undefined || groupId === group.id) continue
    throw faultFor(by, 'conflict', { key: 'org_id_taken', figures: { orgId, groupId }, pointer: `/orgIds/${index}` })
  }
}

/** Posts what a group asks for. It is seen by employers once it is vetted. */
export const postNeed = async (unit: Unit, by: Acting, content: NeedContent): Promise<{ needId: string }> => {
  const group = await ownGroup(unit, by, content.groupId)
  if (group.state !== 'active') {
    throw faultFor(by, 'conflict', { key: 'group_withdrawn', figures: { groupId: group.id }, pointer: '/groupId' })
  }
  const needId = newId()
  const bodyId = group.bodyId
  await store.insertNeed(unit, { ...content, id: needId, bodyId, state: 'posted', version: 1, createdAt: by.now })
  await noteFor(unit, by, { action: 'need.post', subject: 'need', subjectId: needId })
  return { needId }
}

/** The states a need may be moved from, for each state it may be moved to. */
const needMoves: Readonly<Record<'vetted' | 'met' | 'closed', readonly store.Need['state'][]>> = {
  vetted: ['posted'],
  met: ['vetted'],
  closed: ['posted', 'vetted'],
}

/** The body vets a need, or closes it: as met, or without. */
export const moveNeed = async (
  unit: Unit,
  by: Acting,
  wanted: { readonly needId: string; readonly state: keyof typeof needMoves },
): Promise<{ needId: string; state: store.Need['state'] }> => {
  const { needId, state } = wanted
  await unit.lock('need', needId)
  const need = await store.findNeed(unit, needId)
  if (need === null || need.bodyId !== bodyIdOf(by.actor)) {
    throw faultFor(by, 'not-found', { key: 'need_unknown', figures: { needId } })
  }
  if (!needMoves[state].includes(need.state)) {
    throw faultFor(by, 'conflict', { key: 'need_state', figures: { state: need.state, wanted: state } })
  }
  await store.setNeedState(unit, needId, state)
  await noteFor(unit, by, { action: `need.${state}`, subject: 'need', subjectId: needId })
  return { needId, state }
}

/** Needs with the names of their groups: a body's own in every state, and to employers the vetted ones of linked bodies. */
export const viewNeeds = async (
  reader: Reader,
  by: Pick<Acting, 'actor' | 'now'>,
  wanted: { readonly state: store.Need['state'] | null; readonly page: After },
): Promise<NeedView[]> => {
  const states: readonly store.Need['state'][] =
    wanted.state === null ? ['posted', 'vetted', 'met', 'closed'] : [wanted.state]
  const { actor } = by
  const scope =
    actor.tenantKind === 'body'
      ? { bodyIds: [actor.tenantId], states }
      : {
          bodyIds: await linkedBodyIds(reader, actor.tenantId, by.now),
          states: states.filter((one) => one === 'vetted'),
        }
  const needs = await store.listNeeds(reader, scope, wanted.page)
  const names = await store.groupNames(
    reader,
    needs.map((need) => need.groupId),
  )
  return needs.map((need) => ({ ...need, groupName: names.get(need.groupId) ?? '' }))
}
