// The same generated cases, more of them.
import './calendar.test.ts';
