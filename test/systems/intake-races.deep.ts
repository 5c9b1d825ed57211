// What systems hand in beside decisions, in more rounds.
import './intake-races.test.ts';
