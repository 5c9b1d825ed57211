/** Of one service, entered and not decided: a key that somebody found must not bury what the people themselves ask. */
export const MOST_PENDING = 200;
