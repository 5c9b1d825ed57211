// Claims beside removals, in more rounds.
import './decision.test.ts';
