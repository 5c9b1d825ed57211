import { runErasureStories } from '../support/erasure-stories.ts';

runErasureStories('node');
