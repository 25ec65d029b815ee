// Checks a folder of policies: compiles each, runs the cases beside it, and lists every mistake with its place.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CaseReport, type Entitle, runCases } from './cases.ts'
import { compilePolicy } from './compile.ts'
import type { Mistake } from './source.ts'

/** What checking a folder came to. */
export interface PolicyCheck {
  readonly ok: boolean
  readonly policies: number
  readonly passed: number
  /** Cases of entitlement that could not be computed because no function for them was handed in. */
  readonly skipped: number
  readonly mistakes: readonly Mistake[]
}

/** Compiles every `<name>.yaml` of a folder and runs its `<name>.cases.yaml`. A policy without cases is a mistake. */
export const checkPolicies = async (
  folder: string,
  tools: { readonly entitle?: Entitle } = {},
): Promise<PolicyCheck> => {
  const files = (await readdir(folder)).filter((file) => /\.ya?ml$/.test(file)).sort()
  const policies = files.filter((file) => !/\.cases\.ya?ml$/.test(file))
  const reports: CaseReport[] = []
  for (const file of policies) reports.push(await checkPolicy({ folder, file, files }, tools))
  const mistakes = [...reports.flatMap((report) => report.mistakes), ...strayCases(folder, files)]
  const total = (count: 'passed' | 'skipped'): number => reports.reduce((sum, report) => sum + report[count], 0)
  return {
    ok: mistakes.length === 0 && policies.length > 0,
    policies: policies.length,
    passed: total('passed'),
    skipped: total('skipped'),
    mistakes: policies.length === 0 ? [{ ...top(folder), message: 'there is no policy in this folder' }] : mistakes,
  }
}

const top = (file: string): Omit<Mistake, 'message'> => ({ file, line: 1, column: 1 })

const checkPolicy = async (
  { folder, file, files }: { folder: string; file: string; files: readonly string[] },
  tools: { readonly entitle?: Entitle },
): Promise<CaseReport> => {
  const path = join(folder, file)
  const compiled = compilePolicy(await readFile(path, 'utf8'), path)
  const casesFile = file.replace(/\.(ya?ml)$/, '.cases.$1')
  const noCases = files.includes(casesFile) ? [] : [{ ...top(path), message: `there is no ${casesFile} beside it` }]
  if ('mistakes' in compiled) return { passed: 0, skipped: 0, mistakes: [...compiled.mistakes, ...noCases] }
  if (noCases.length > 0) return { passed: 0, skipped: 0, mistakes: noCases }
  const casesPath = join(folder, casesFile)
  return runCases(compiled.policy, { text: await readFile(casesPath, 'utf8'), file: casesPath }, tools)
}

/** Cases whose policy is not there would never run. */
const strayCases = (folder: string, files: readonly string[]): Mistake[] =>
  files
    .filter((file) => /\.cases\.ya?ml$/.test(file) && !files.includes(file.replace(/\.cases\.(ya?ml)$/, '.$1')))
    .map((file) => ({ ...top(join(folder, file)), message: 'there is no policy beside these cases' }))
