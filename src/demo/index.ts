export const runDemo = async (_o: object, _say: (line: string) => void): Promise<number> => 0
