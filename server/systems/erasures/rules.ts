/** A system that is late must still be able to learn whom it is to erase; one that never answers must not keep the id here. */
export const LATE_DAYS = 30;
