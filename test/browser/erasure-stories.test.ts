import { tellErasureStories } from '../support/erasure-stories.ts';

tellErasureStories('deno');
