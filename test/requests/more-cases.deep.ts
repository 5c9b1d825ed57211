// The same generated cases, more of them.
import './automatic.test.ts';
import './deadlines.test.ts';
import './unblock.test.ts';
