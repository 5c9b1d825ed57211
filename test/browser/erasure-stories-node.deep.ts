import { tellErasureStories } from '../support/erasure-stories.ts';

tellErasureStories('node');
