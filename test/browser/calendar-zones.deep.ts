// The stories of the calendar, with one reader more.
import './calendar.test.ts';
