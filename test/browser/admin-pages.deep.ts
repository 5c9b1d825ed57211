// Every page on a phone, in the dark.
import './admin-pages.test.ts';
