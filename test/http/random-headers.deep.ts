// Ten times as many.
import './random-headers.test.ts';
