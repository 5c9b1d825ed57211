// The same generated cases, more of them.
import './corrected.test.ts';
