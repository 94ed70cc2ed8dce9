/** «7f3a 91c0 … e4b2»: enough to compare by eye or by phone; the whole stands in the title. */
export const fingerprint = (hash: string): string => `${hash.slice(0, 4)} ${hash.slice(4, 8)} … ${hash.slice(-4)}`;
