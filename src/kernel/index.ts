// Words shared by all features. Pure, but for ids (random) and the two clock readings.
export * from './amounts.ts'
export * from './clock.ts'
export * from './grouping.ts'
export * from './ids.ts'
export * from './refusal.ts'
export * from './spelling.ts'
export * from './text.ts'
export * from './time.ts'
