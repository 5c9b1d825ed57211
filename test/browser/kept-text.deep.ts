// Every form.
import './kept-text.test.ts';
