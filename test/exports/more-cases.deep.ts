// The same generated cases, more of them.
import './xml.test.ts';
