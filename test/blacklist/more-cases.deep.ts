// The same generated cases, more of them.
import './normalize.test.ts';
import './same.test.ts';
