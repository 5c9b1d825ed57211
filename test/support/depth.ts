/** Whether `npm run test:deep` runs this; its files import the tests whose races or forms it takes further. */
export const inDepth = import.meta.env.MODE === 'deep';

/** How often a race is run: `quick` times by `npm test`, `deep` times by `npm run test:deep`. */
export const rounds = (quick: number, deep: number): number => (inDepth ? deep : quick);
