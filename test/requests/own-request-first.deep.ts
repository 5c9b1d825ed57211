// A customer’s own request beside a system’s, in more rounds.
import './own-request-first.test.ts';
