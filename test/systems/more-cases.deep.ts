// The same generated cases, more of them.
import './erased-ids.test.ts';
import './erasure-names.test.ts';
import './intake-faults.test.ts';
