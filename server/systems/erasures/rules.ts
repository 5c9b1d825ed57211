/** For this many days after `dueAt` a late system can still read the ids to erase. Then Lethe deletes them, even if it never answers. */
export const LATE_DAYS = 30;
