// Joins beside decisions, in more rounds.
import './join.test.ts';
