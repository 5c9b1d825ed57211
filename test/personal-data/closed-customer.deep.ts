// Decisions beside writers, in more rounds.
import './closed-customer.test.ts';
