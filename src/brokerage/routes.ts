// The operations of brokerage, declared in one place. Holds no rule and no SQL.
import type { FastifyInstance } from 'fastify'
import type { Surroundings } from '../http/index.ts'
import { bodiesRoutes } from './bodies-routes.ts'
import { groupsRoutes } from './groups-routes.ts'
import { importsRoutes } from './imports-routes.ts'
import { linksRoutes } from './links-routes.ts'

/** Declares every operation of brokerage. */
export const brokerageRoutes = (app: FastifyInstance, around: Surroundings): void => {
  bodiesRoutes(app, around)
  linksRoutes(app, around)
  groupsRoutes(app, around)
  importsRoutes(app, around)
}
